#!/usr/bin/env node
/** The command `tszmq-patterns`: runs the built program. In a clone that is not built it names the command that builds it. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const program = new URL('../dist/esm/main.js', import.meta.url)
if (existsSync(program)) {
  process.argv[1] = fileURLToPath(program)
  await import(program)
} else {
  console.error('tszmq-patterns is not built yet. Run `npm run build` in the root of the repository.')
  process.exitCode = 1
}
