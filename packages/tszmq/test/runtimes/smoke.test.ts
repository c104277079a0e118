/**
 * What has to work wherever the library runs, in Node, and in Bun and Deno where they are: with the packages, and in bundles without
 * any. Each time with a peer in a process of Node.
 */
import { execFile, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CompiledWorkspace } from '../docs/compiled-workspace.ts'
import { bundleSmoke, program } from './smoke-bundle.ts'

const LIMIT_MS = 60_000

const PARTS = [
  'tcp', ...(process.platform === 'win32' ? [] : ['ipc']), 'inproc', 'PLAIN', 'CURVE', 'reconnect', 'zactor', 'zloop', 'zbeacon', 'zgossip',
  'zproxy', 'zmonitor', 'zsys', 'thread', 'peer',
]

const RUNTIMES: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['Node', [process.execPath]],
  ['Bun', ['bun']],
  ['Deno', ['deno', 'run', '--allow-all', '--quiet']],
]

let folder: string
let workspace: CompiledWorkspace
let peer: ChildProcess
/** Its endpoint and key. */
let peerIsAt: readonly string[]
/** The program and its actor, by what they are made of. */
const made = new Map<string, readonly [smoke: string, actor: string]>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tszmq-smoke-'))
  workspace = new CompiledWorkspace()
  const smoke = workspace.program('smoke', program('smoke'))
  made.set('the packages', [smoke, workspace.program('actor', program('actor'))])
  for (const [title, format, end] of [['a bundle of ES modules', 'es', 'mjs'], ['a bundle of CommonJS', 'cjs', 'cjs']] as const) {
    const bundle = join(folder, format)
    mkdirSync(bundle)
    await bundleSmoke(bundle, format)
    made.set(title, [join(bundle, `smoke.${end}`), join(bundle, `actor.${end}`)])
  }
  peer = spawn(process.execPath, [smoke, 'peer'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: peer.stdout! }), 'line')) as [string]
  peerIsAt = line.split(' ')
}, LIMIT_MS)

afterAll(async () => {
  if (peer !== undefined) {
    const exit = once(peer, 'exit')
    peer.stdin!.end()
    await exit
  }
  workspace?.remove()
  rmSync(folder, { recursive: true, force: true })
})

function run([command, ...args]: readonly string[]): Promise<unknown> {
  return new Promise((resolve) => {
    execFile(command!, args, { timeout: LIMIT_MS - 5000, cwd: folder }, (error, stdout, stderr) => {
      resolve({ parts: stdout.trimEnd().split('\n'), stderr, end: error === null ? 0 : (error.signal ?? error.code) })
    })
  })
}

describe.each(RUNTIMES)('in %s', (name, command) => {
  const here = spawnSync(command[0]!, ['--version']).status === 0
  for (const title of ['the packages', 'a bundle of ES modules', 'a bundle of CommonJS']) {
    // These two are no peers: nobody has to have them.
    if (!here) it.skip(`${title} (there is no ${name} here)`, () => undefined)
    else {
      it(`all works that has to, with ${title}`, async () => {
        expect(await run([...command, ...made.get(title)!, ...peerIsAt])).toEqual({ parts: PARTS, stderr: '', end: 0 })
      }, LIMIT_MS)
    }
  }
})
