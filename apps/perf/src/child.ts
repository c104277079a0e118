/**
 * One worker process: its reports, the words said to it, and how it ended. Refuses to fail in silence: whoever waits for
 * a report of a process that ends first hears the exit status and what the process said on standard error.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Report, ReportEvent, ReportOf, Word } from './control.ts'

const LAST_WORDS = 4096

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
}

interface Waiting {
  readonly event: ReportEvent
  resolve(report: Report): void
  reject(error: Error): void
}

export class Child {
  readonly name: string
  /** Resolves on a clean end, rejects on any other. */
  readonly ended: Promise<void>
  readonly #process: ChildProcessWithoutNullStreams
  readonly #reports: Report[] = []
  #waiting: Waiting[] = []
  #lastWords = ''
  #over: Error | undefined

  constructor(name: string, command: Command) {
    this.name = name
    const { cwd } = command
    this.#process = spawn(command.file, command.args, { stdio: 'pipe', ...(cwd !== undefined && { cwd }) })
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => this.#remember(text))
    this.#process.stdin.on('error', () => {}) // a word to a process that has ended is lost, and its end is told below
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#hear(line))
    this.ended = new Promise((resolve, reject) => {
      this.#process.on('error', (error) => reject(this.#end(`cannot be started: ${error.message}`)))
      this.#process.on('close', (code, signal) => {
        const error = this.#end(signal === null ? `ended with status ${code}` : `was ended by ${signal}`)
        if (code === 0) resolve()
        else reject(error)
      })
    })
    this.ended.catch(() => {}) // not everyone waits for every end
  }

  /** The next report of this kind, also one that came before it was asked for. */
  report<E extends ReportEvent>(event: E): Promise<ReportOf<E>> {
    const index = this.#reports.findIndex((report) => report.event === event)
    const [report] = index < 0 ? [] : this.#reports.splice(index, 1)
    if (report !== undefined) return Promise.resolve(report as ReportOf<E>)
    if (this.#over !== undefined) return Promise.reject(this.#over)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve: (found) => resolve(found as ReportOf<E>), reject })
    })
  }

  tell(word: Word): void {
    this.#process.stdin.write(`${word}\n`)
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  #hear(line: string): void {
    const report = parseReport(line)
    if (report === undefined) return this.#remember(`${line}\n`)
    const index = this.#waiting.findIndex((waiting) => waiting.event === report.event)
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1)
    if (waiting === undefined) this.#reports.push(report)
    else waiting.resolve(report)
  }

  #remember(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS)
  }

  #end(how: string): Error {
    const said = this.#lastWords.trim()
    this.#over ??= new Error(`${this.name} ${how}${said === '' ? '' : `, saying:\n${said}`}`)
    for (const waiting of this.#waiting) waiting.reject(this.#over)
    this.#waiting = []
    return this.#over
  }
}

/** A line that is no report is something the process said in trouble. */
function parseReport(line: string): Report | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'event' in value ? (value as Report) : undefined
  } catch {
    return undefined
  }
}
