/**
 * The smoke program in each runtime that is on this machine: with the packages, and in the newest ones also as bundles without any
 * package beside them. Its peer is a process of the Node that runs this test.
 */
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CompiledWorkspace } from '../docs/compiled-workspace.ts'
import { runtimes } from './runtime.ts'
import { bundleSmoke, program } from './smoke-bundle.ts'

const LIMIT_MS = 60_000

const FORMS = ['the packages', 'a bundle of ES modules', 'a bundle of CommonJS'] as const

const PARTS = [
  'tcp',
  ...(process.platform === 'win32' ? [] : ['ipc']),
  'inproc',
  'STREAM',
  'PLAIN',
  'CURVE',
  ...(process.platform === 'win32' ? [] : ['CURVE over ipc']),
  'reconnect',
  'zactor',
  'zloop',
  'zbeacon',
  'zgossip',
  'zproxy',
  'zmonitor',
  'zsys',
  'thread',
  'peer',
]

/** In between, a bundle meets nothing that the packages do not meet. */
const PACKAGES_ONLY = ['Node 20', 'Node 22', 'Node 24']

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
  for (const [title, format, end] of [
    ['a bundle of ES modules', 'es', 'mjs'],
    ['a bundle of CommonJS', 'cjs', 'cjs'],
  ] as const) {
    const bundle = join(folder, format)
    mkdirSync(bundle)
    await bundleSmoke(bundle, format)
    made.set(title, [join(bundle, `smoke.${end}`), join(bundle, `actor.${end}`)])
  }
  peer = spawn(process.execPath, [smoke, 'peer'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: peer.stdout! }), 'line')) as [string]
  peerIsAt = line.split(' ')
}, 3 * LIMIT_MS)

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

describe.each(runtimes())('in $name', ({ name, command }) => {
  const titles = PACKAGES_ONLY.includes(name) ? ['the packages'] : [...FORMS]
  if (command === undefined) it.skip(`all works that has to (${name} is not on this machine)`, () => undefined)
  else {
    it.each(titles)(
      'all works that has to, with %s',
      async (title) => {
        expect(await run([...command, ...made.get(title)!, ...peerIsAt])).toEqual({ parts: PARTS, stderr: '', end: 0 })
      },
      LIMIT_MS,
    )
  }
})
