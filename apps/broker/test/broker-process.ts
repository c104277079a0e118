/** The built `tszmq-broker` in a process of its own. It refuses to start what was not built. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const app = join(__dirname, '..')
export const entry = (name: 'main' | 'demo'): string => join(app, 'dist', 'esm', `${name}.js`)

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export class BrokerProcess {
  readonly ended: Promise<Ended>
  readonly lines: string[] = []
  errors = ''
  readonly #child: ChildProcess
  #arrived: () => void = () => undefined

  constructor(program: 'main' | 'demo', ...args: string[]) {
    const file = entry(program)
    if (!existsSync(file)) throw new Error('apps/broker is not built: npm run build does it')
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line)
      this.#arrived()
    })
    child.stderr.on('data', (text: Buffer) => (this.errors += String(text)))
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => {
        resolve({ code, signal })
        this.#arrived()
      })
    })
  }

  /** The first line that `wanted` says yes to. Rejects when the process ends without one. */
  async line(wanted: (line: string) => boolean): Promise<string> {
    let over = false
    void this.ended.then(() => (over = true))
    for (;;) {
      const found = this.lines.find(wanted)
      if (found !== undefined) return found
      if (over) throw new Error(`the broker ended and said:\n${this.lines.join('\n')}\n${this.errors}`)
      await new Promise<void>((resolve) => (this.#arrived = resolve))
    }
  }

  /** The first event of that name in the output of `--json`. */
  async event<T>(name: string, wanted: (event: T) => boolean = () => true): Promise<T> {
    const parse = (line: string): T => JSON.parse(line) as T
    return parse(await this.line((line) => line.includes(`"event":"${name}"`) && wanted(parse(line))))
  }

  signal(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void {
    this.#child.kill(signal)
  }

  /** Ends it as its operator would, and says how it ended. */
  stop(): Promise<Ended> {
    this.signal('SIGTERM')
    return this.ended
  }
}
