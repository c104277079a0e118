/**
 * Lines of a log at the end of a file. Each is in the file when `write()` returns, so that the last words before an end are there too.
 * The file is opened by the first line, and tried again by the next where that fails. It waits for no reader of a FIFO.
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

  /** Throws the system's error when the line is not in the file, or not whole. Nothing after `close()`. */
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
