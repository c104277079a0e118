/**
 * A C program of ours that uses libczmq, compiled for the tests of one file, and its processes. It refuses to be missing where peers are
 * required, and leaves no process and no file behind.
 */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What runs to its end takes no longer. */
const LIMIT_MS = 15_000

export class CzmqProgram {
  /** A directory that is the tests' own. */
  readonly home = mkdtempSync(join(tmpdir(), 'tszmq-czmq-'))
  /** Why there is no program; undefined if there is one. */
  readonly missing: string | undefined
  readonly #file = join(this.home, 'program')
  readonly #running = new Set<CzmqProcess>()

  /** Throws where TSZMQ_REQUIRE_PEERS=1 says that it must be there. */
  constructor(source: string) {
    const { status, stderr } = spawnSync('cc', ['-o', this.#file, source, '-lczmq', '-lzmq'], { encoding: 'utf8' })
    if (status === 0) return
    this.missing = `there is no libczmq with a compiler here: ${stderr}`
    if (process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error(this.missing)
  }

  /** Runs it to its end, and returns what it prints. Throws what it says when it fails. */
  run(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(this.#file, args, { encoding: 'utf8', timeout: LIMIT_MS, killSignal: 'SIGKILL' })
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
    return stdout.trimEnd()
  }

  /** `env` is added to the environment. */
  start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): CzmqProcess {
    const started = new CzmqProcess(spawn(this.#file, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] }))
    this.#running.add(started)
    void started.ended.then(() => this.#running.delete(started))
    return started
  }

  /** A test that fails may not have ended its own. */
  async end(): Promise<void> {
    await Promise.all([...this.#running].map((each) => each[Symbol.asyncDispose]()))
  }

  remove(): void {
    rmSync(this.home, { recursive: true })
  }
}

/** It is told lines and prints lines. */
export class CzmqProcess {
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(child: ChildProcess) {
    this.#child = child
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()))
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  }

  say(...words: string[]): void {
    this.#child.stdin!.write(`${words.join(' ')}\n`)
  }

  /** The next one that it prints. Rejects when it has ended. */
  async line(): Promise<string> {
    const { value } = (await this.#lines.next()) as { value: string | undefined }
    if (value === undefined) throw new Error('the program of CZMQ has ended')
    return value
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin!.end()
    this.#child.kill('SIGKILL')
    await this.ended
  }
}
