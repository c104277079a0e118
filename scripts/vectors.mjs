/** Writes `packages/testkit/vectors/` from the built test kit. `--check` writes nothing and fails if a file is stale. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { handshakeVectors } from '../packages/testkit/dist/esm/index.js'

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages', 'testkit', 'vectors', 'handshakes.json')
const text = `${JSON.stringify(handshakeVectors(), null, 2)}\n`
const stale = !existsSync(file) || readFileSync(file, 'utf8') !== text

if (process.argv.includes('--check')) {
  if (stale) console.error('packages/testkit/vectors/handshakes.json is stale: run node scripts/vectors.mjs')
  process.exitCode = stale ? 1 : 0
} else if (stale) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log('wrote packages/testkit/vectors/handshakes.json')
}
