/** The command as a whole, in processes of its own, with the shortest runs there are. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { compileCProgram } from '../src/c-program.ts'
import { checkCrypto, nodeFlagsFor } from '../src/curve-crypto.ts'
import type { CurveCryptoName } from '../src/curve-crypto.ts'
import { CompiledProgram } from './compiled-program.ts'
import { itWhen, whyNoModule } from './when-present.ts'

const program = new CompiledProgram()
afterAll(() => program.remove())

interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

function perf(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program.entry, ...args], (_, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

const addon = itWhen(whyNoModule('zeromq'))

describe('the command', () => {
  it('tells how it is used', async () => {
    const { status, stdout } = await perf('--help')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Usage: perf \[command\] \[options\]/)
  })

  it('refuses what it does not know with a sentence and no stack', async () => {
    const { status, stdout, stderr } = await perf('compare', 'tea')
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^perf: there is no benchmark tea; .*\n$/)
  })

  addon('runs local_thr and remote_thr as two programs', async () => {
    const local = spawn(process.execPath, [program.entry, 'local_thr', 'tcp://127.0.0.1:*', '10', '500', '--library', 'addon'])
    const ended = once(local, 'close')
    const lines: string[] = []
    for await (const line of createInterface({ input: local.stdout })) {
      lines.push(line)
      const [, endpoint] = /^bound to (.*)/.exec(line) ?? []
      if (endpoint === undefined) continue
      const { status, stdout } = await perf('remote_thr', endpoint, '10', '500', '--library', 'addon')
      expect([status, stdout]).toEqual([0, 'message size: 10 [B]\nmessage count: 500\n'])
    }
    expect((await ended)[0]).toBe(0)
    expect(lines.slice(0, 2)).toEqual(['message size: 10 [B]', 'message count: 500'])
    expect(lines[3]).toMatch(/^mean throughput: \d+ \[msg\/s\]$/)
    expect(lines[4]).toMatch(/^mean throughput: \d+\.\d{3} \[Mb\/s\]$/)
  })

  addon('compares two sides pair by pair and writes every value down', async () => {
    const file = join(dirname(program.entry), 'results.json')
    const options = ['--library', 'addon', '--against', 'bare', '--seconds', '0.01', '--json', file]
    const { status, stdout, stderr } = await perf('latency', ...options)
    expect([status, stderr]).toEqual([0, expect.stringContaining('pair 5 of 5')])
    expect(stdout).toMatch(/p50 +zeromq\.js .*bare sockets .*\(.* … .*\)/)
    const { rows, machine } = JSON.parse(readFileSync(file, 'utf8'))
    expect(machine.node).toBe(process.version)
    expect(rows.map((row: { figure: string }) => row.figure)).toEqual(['p50', 'p99'])
    expect(rows[0].subject.values).toHaveLength(5)
    expect(rows[0].peer.values).toHaveLength(5)
    rmSync(file)
  })

  addon('stops when it is interrupted', async () => {
    const options = ['compare', 'throughput', '--library', 'addon', '--against', 'c', '--seconds', '30']
    const child = spawn(process.execPath, [program.entry, ...options])
    const ended = once(child, 'close')
    const [progress] = (await once(child.stderr, 'data')) as [Buffer]
    expect(progress.toString()).toContain('how fast is zeromq.js?')
    child.kill('SIGINT')
    expect((await ended)[0]).toBe(130)
  })

  it('does not let a worker outlive its parent', async () => {
    const task = { role: 'reply', library: 'bare', endpoint: 'tcp://127.0.0.1:*', size: 1, warmup: 0, count: 1 }
    const worker = spawn(process.execPath, [program.entry, 'worker', JSON.stringify(task)])
    const ended = once(worker, 'close')
    await once(worker.stdout, 'data')
    worker.stdin.end()
    expect(await ended).toEqual([null, 'SIGKILL'])
  })
})

describe('a worker for WebAssembly', () => {
  const native = itWhen(whyNoModule('sodium-native'))
  const look = `import('sodium-native').then(() => 'there', ({ code }) => code).then(console.log)`
  const found = (crypto: CurveCryptoName) => {
    const { stdout } = spawnSync(process.execPath, [...nodeFlagsFor(crypto), '--eval', look], { cwd: __dirname, encoding: 'utf8' })
    return stdout.trim()
  }

  native('cannot find sodium-native, which another one finds', async () => {
    expect([found('wasm'), found('native')]).toEqual(['ERR_MODULE_NOT_FOUND', 'there'])
  })

  it('finds every other module', () => {
    const { status } = spawnSync(process.execPath, [...nodeFlagsFor('wasm'), '--eval', `import('typescript')`], { cwd: __dirname })
    expect(status).toBe(0)
  })

  native('is refused where sodium-native is found all the same', async () => {
    await expect(checkCrypto('wasm')).rejects.toThrow('CURVE would be measured with sodium-native, not with WebAssembly')
  })
})

describe('the C worker', () => {
  const source = join(__dirname, '..', 'c', 'libzmq-worker.c')
  const cache = join(dirname(program.entry), 'c-cache')
  const compiles = spawnSync('cc', ['-fsyntax-only', source]).status === 0
  const c = itWhen(compiles ? undefined : 'no cc or no zmq.h here')

  // Well over a hundred processes, one after the other.
  c(
    'takes every part in a comparison',
    async () => {
      const options = ['--library', 'c', '--against', 'bare', '--seconds', '0.002', '--sizes', '10', '--crypto', 'wasm']
      const { status, stdout, stderr } = await perf('compare', ...options)
      expect([status, stderr]).toEqual([0, expect.not.stringContaining('Error')])
      expect(stdout).not.toContain('not measured')
      const measured = stdout.split('\n').filter((line) => /^ {2}\S+.* libzmq 4\.\d\.\d in C \d/.test(line))
      expect(measured).toHaveLength(27)
    },
    120_000,
  )

  c('is compiled once', async () => {
    const first = await compileCProgram(source, cache)
    expect(first).toMatchObject({ version: expect.stringMatching(/^4\./) })
    expect(await compileCProgram(source, cache, 'no-such-compiler')).toEqual(first)
  })

  it('is missing with a reason where there is no compiler', async () => {
    const missing = 'there is no C compiler named no-such-compiler'
    expect(await compileCProgram(source, join(cache, 'empty'), 'no-such-compiler')).toEqual({ missing })
  })
})
