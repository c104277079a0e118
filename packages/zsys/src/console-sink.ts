/** Lines of a log on the console: on stdout, as in CZMQ, or on stderr. */
import type { LogSink } from './zlog.ts'

export class ConsoleSink implements LogSink {
  readonly #stream: 'stdout' | 'stderr'

  constructor(stream: 'stdout' | 'stderr' = 'stdout') {
    this.#stream = stream
  }

  write(line: string): void {
    if (this.#stream === 'stderr') console.error('%s', line)
    else console.log('%s', line)
  }
}
