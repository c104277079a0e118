/** `npm start`: from a fresh clone to the broker's demo, in this very process. Arguments after `--` go to the demo. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { headline, root, setup, turbo } from './setup.mjs'

await setup()
headline('build')
const built = await turbo('build')
if (built !== 0) {
  console.error('\nThe build failed: the reason is above.')
  process.exit(built)
}

const demo = join(root, 'apps', 'broker', 'dist', 'esm', 'demo.js')
if (!existsSync(demo)) {
  console.error(`\nThe build left no ${demo}.`)
  process.exit(1)
}
headline('the broker and its demo')
// No child process: Ctrl-C, SIGTERM and the exit code are the demo's own, with nobody between to forward them.
process.argv = [process.execPath, demo, ...process.argv.slice(2)]
await import(pathToFileURL(demo).href)
