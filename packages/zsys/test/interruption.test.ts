/** Programs that are told to end, one process each. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const PACKAGE = join(__dirname, '..', 'dist', 'cjs', 'index.js')
const SOCKETS = join(__dirname, '..', '..', 'sockets', 'dist', 'cjs', 'index.js')
/** A process that hangs is killed, and its test fails. */
const LIMIT_MS = 10_000

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly lines: string[]
}

/** Runs a program; for each line that says `ready`, it gets the next of the signals. */
async function run(source: string, signals: readonly NodeJS.Signals[] = []): Promise<Ended> {
  const names = `const { Interruption, runProgram } = require(${JSON.stringify(PACKAGE)}); const { Pull } = require(${JSON.stringify(SOCKETS)});`
  const child = spawn(process.execPath, ['-e', `${names} ${source}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const exit = once(child, 'exit')
  const lines: string[] = []
  const left = [...signals]
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'ready') lines.push(line)
    else child.kill(left.shift())
  }
  const [code, signal] = (await exit) as [number | null, string | null]
  return { code, signal, lines }
}

const KEPT = 'setInterval(() => undefined, 1000)'
const ready = "console.log('ready')"

/** Windows has no signals between processes. */
const onPosix = process.platform === 'win32' ? describe.skip : describe

onPosix('a program that is told to end', () => {
  it('is ended by the system as long as nobody has asked', async () => {
    expect(await run(`${KEPT}; ${ready}`, ['SIGTERM'])).toEqual({ code: null, signal: 'SIGTERM', lines: [] })
  })

  it('may wait with one signal in any number of places, without a warning of a leak', async () => {
    const source = `
      process.on('warning', (warning) => console.log(warning.name))
      const interruption = new Interruption()
      const pulls = Array.from({ length: 30 }, () => new Pull())
      const waits = pulls.map((pull) => pull.receive({ signal: interruption.signal }).catch((error) => error.code))
      Promise.all(waits).then((codes) => console.log(...new Set(codes)))
      ${ready}`
    expect(await run(source, ['SIGINT'])).toMatchObject({ code: 0, lines: ['EINTR'] })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends gracefully at the first %s', async (signal) => {
    const source = `runProgram(async (signal) => {
      const pull = new Pull()
      await pull.bind('tcp://127.0.0.1:*')
      ${ready}
      try { await pull.receive({ signal }) } finally { pull.close(); console.log(signal.reason.code, signal.reason.message) }
    })`
    expect(await run(source, [signal])).toEqual({ code: 0, signal: null, lines: [`EINTR the program was interrupted by ${signal}`] })
  })

  it.each([
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
  ] as const)('that had %s ends at once at %s', async (first, second, code) => {
    const source = `runProgram((signal) => new Promise(() => {
      ${KEPT}; signal.addEventListener('abort', () => ${ready}); ${ready}
    }))`
    expect(await run(source, [first, second])).toEqual({ code, signal: null, lines: [] })
  })

  it('tells each of several, also who asks later', async () => {
    const source = `
      const [a, b, gone] = [new Interruption(), new Interruption(), new Interruption()]
      gone.dispose(); gone.dispose()
      b.signal.addEventListener('abort', () => {
        console.log(a.interrupted, b.interrupted, gone.interrupted, new Interruption().interrupted)
        process.exit(7)
      })
      ${KEPT}; ${ready}`
    expect(await run(source, ['SIGINT'])).toEqual({ code: 7, signal: null, lines: ['true true false true'] })
  })

  it('is ended by the system again when the last one has gone', async () => {
    const source = `const [a, b] = [new Interruption(), new Interruption()]; a.dispose(); b.dispose(); ${KEPT}; ${ready}`
    expect(await run(source, ['SIGINT'])).toEqual({ code: null, signal: 'SIGINT', lines: [] })
  })
})

describe('a program', () => {
  it('ends by itself when its main has', async () => {
    expect(await run("runProgram(() => console.log('done'))")).toEqual({ code: 0, signal: null, lines: ['done'] })
  })

  it('that fails says why, and its exit code is 1', async () => {
    const source = "console.error = (line) => console.log(line.split('\\n')[0]); runProgram(async () => { throw new Error('no') })"
    expect(await run(source)).toEqual({ code: 1, signal: null, lines: ['Error: no'] })
  })

  it('is not kept alive by an interruption', async () => {
    expect(await run('new Interruption()')).toEqual({ code: 0, signal: null, lines: [] })
  })
})
