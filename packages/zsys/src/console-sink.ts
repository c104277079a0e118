/** Writes the lines of a log to stdout, as CZMQ, or to stderr. */
import type { LogSink } from './zlog.ts'

export class ConsoleSink implements LogSink {
  readonly #stream: 'stdout' | 'stderr'
  readonly #console: Pick<Console, 'log' | 'error'>

  constructor(stream: 'stdout' | 'stderr' = 'stdout', target: Pick<Console, 'log' | 'error'> = console) {
    this.#stream = stream
    this.#console = target
  }

  write(line: string): void {
    if (this.#stream === 'stderr') this.#console.error('%s', line)
    else this.#console.log('%s', line)
  }
}
