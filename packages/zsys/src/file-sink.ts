/**
 * Appends the lines of a log to a file. A line is in the file when `write()` returns, so the last lines before a crash are kept. The first line
 * opens the file; if that fails, the next line tries again. It does not wait for the reader of a FIFO.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import type { LogSink } from './zlog.ts'

/** Windows has no O_NONBLOCK. */
const APPEND = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)

export class FileSink implements LogSink {
  readonly #path: string
  #file: number | undefined
  #closed = false

  constructor(path: string) {
    this.#path = path
  }

  /** Throws the system's error if the line was not written completely. Does nothing after `close()`. */
  write(line: string): void {
    if (this.#closed) return
    this.#file ??= openSync(this.#path, APPEND, 0o640)
    const bytes = Buffer.from(`${line}\n`)
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written)
  }

  close(): void {
    this.#closed = true
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }
}
