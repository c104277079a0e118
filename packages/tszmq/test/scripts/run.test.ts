/** The scripts of the repository pass a signal on to the programs that they run, and leave no process behind. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../monorepo/workspace-package.ts'

const onPosix = process.platform === 'win32' ? describe.skip : describe

const run = JSON.stringify(join(root, 'scripts', 'run.mjs'))

/** Prints a line and stays. */
const STAYS = `console.log('ready'); setInterval(() => {}, 1000)`

/** Stays and starts a program of its own that stays, as npx starts pnpm and jest starts workers. */
const WITH_CHILD = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(STAYS)}], { stdio: 'inherit' }); ${STAYS}`

const IGNORES = "for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => console.log('ignored'));"

/** A script that runs one program. Whatever is left of it holds its output open. */
class Script {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  /** Resolves when the script has ended and no process holds its output. */
  readonly left: Promise<unknown[]>

  constructor(program: string) {
    const source = `import { run } from ${run}; process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(program)}])`
    this.#child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
    this.left = once(this.#child, 'close')
  }

  async line(): Promise<string> {
    return ((await this.#lines.next()) as { value: string }).value
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }
}

onPosix('a script that runs a program', () => {
  it('ends with the exit code of the program', async () => {
    expect(await new Script('process.exit(7)').left).toEqual([7, null])
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'passes %s on to the program and to all that it started, and ends after them by the same signal',
    async (signal) => {
      const script = new Script(WITH_CHILD)
      expect([await script.line(), await script.line()]).toEqual(['ready', 'ready'])
      script.signal(signal)
      expect(await script.left).toEqual([null, signal])
    },
  )

  it('waits for a program that cleans up', async () => {
    const script = new Script(`process.once('SIGINT', () => setTimeout(() => { console.log('clean'); process.exit() }, 100)); ${STAYS}`)
    expect(await script.line()).toBe('ready')
    script.signal('SIGINT')
    expect(await script.line()).toBe('clean')
    expect(await script.left).toEqual([null, 'SIGINT'])
  })

  it('kills what ignores the first signal when a second one comes', async () => {
    const script = new Script(`${IGNORES} ${WITH_CHILD}`)
    expect([await script.line(), await script.line()]).toEqual(['ready', 'ready'])
    script.signal('SIGINT')
    expect(await script.line()).toBe('ignored')
    script.signal('SIGINT')
    expect(await script.left).toEqual([null, 'SIGINT'])
  })

  it('kills what a program leaves behind that ends at the signal', async () => {
    const child = JSON.stringify(`${IGNORES} ${STAYS}`)
    const script = new Script(`require('node:child_process').spawn(process.execPath, ['-e', ${child}], { stdio: 'inherit' }); ${STAYS}`)
    expect([await script.line(), await script.line()]).toEqual(['ready', 'ready'])
    script.signal('SIGTERM')
    expect(await script.left).toEqual([null, 'SIGTERM'])
  })
})
