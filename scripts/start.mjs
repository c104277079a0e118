/** `npm start`: from a fresh clone to the broker's demo, in this very process. Arguments after `--` go to the demo. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './run.mjs'
import { headline, setup } from './setup.mjs'

await setup()
headline('build')
// Imported here, since the compiler is there only after the installation.
const { build } = await import('./build.mjs')
try {
  // The demo proposes to run the patterns next.
  await build(['@tszmq/broker', '@tszmq/patterns'], { codeOnly: true })
} catch (error) {
  console.error(`\nThe build failed: ${error.message}`)
  process.exit(1)
}

headline('the broker and its demo')
const demo = join(root, 'apps', 'broker', 'dist', 'esm', 'demo.js')
// No child process: signals and the exit code are the demo's own.
process.argv = [process.execPath, demo, ...process.argv.slice(2)]
await import(pathToFileURL(demo).href)
