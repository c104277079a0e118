/**
 * The log of a program, as that of CZMQ's zsys: each line has a letter, an ident and the local time, and goes to every sink. Logging never
 * throws: the error of a sink is reported once, and the other sinks get the line.
 */
import type { Context } from '@tszmq/sockets'
import { context as defaultContext } from '@tszmq/sockets'
import { checkObject } from '@tszmq/sockets/internal'
import { ConsoleSink } from './console-sink.ts'
import { logError } from './error-log.ts'
import type { ErrorLog } from './error-log.ts'

/** A destination of lines. */
export interface LogSink {
  /** Writes one line, which has no newline at its end; newlines in its text stay. */
  write(line: string): void
  close?(): void | Promise<void>
}

export interface ZlogOptions {
  /** The name in each line, as `(ident)`. Default '', which is none. */
  readonly ident?: string
  /** The destinations. Default: the console. */
  readonly sinks?: readonly LogSink[]
  /** Where the error of a sink is reported. Default `console`. */
  readonly log?: ErrorLog
  /** The context whose clock gives the time. Default: the default context. */
  readonly context?: Context
}

/** The size of CZMQ's buffer in bytes. A longer line is cut. */
const MAX_BYTES = 1023

/**
 * ```ts
 * await using log = new Zlog({ ident: 'broker', sinks: [new ConsoleSink(), new FileSink('broker.log')] })
 * log.notice('ready') // N: (broker) 26-11-25 00:17:57 ready
 * ```
 */
export class Zlog implements AsyncDisposable {
  readonly #ident: string
  readonly #sinks: readonly LogSink[]
  readonly #context: Context
  readonly #log: ErrorLog
  readonly #failing = new Set<LogSink>()

  constructor(options: ZlogOptions = {}) {
    checkObject('options', options)
    const { ident = '', sinks = [new ConsoleSink()], log = console, context = defaultContext } = options
    this.#ident = ident
    this.#sinks = [...sinks]
    this.#context = context
    this.#log = log
  }

  error(text: string): void {
    this.#say('E', text)
  }

  warn(text: string): void {
    this.#say('W', text)
  }

  notice(text: string): void {
    this.#say('N', text)
  }

  info(text: string): void {
    this.#say('I', text)
  }

  debug(text: string): void {
    this.#say('D', text)
  }

  /** Closes all sinks. Errors of `close()` are ignored. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#sinks.map(async (sink) => sink.close?.()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #say(letter: string, text: string): void {
    const ident = this.#ident === '' ? '' : `(${this.#ident}) `
    const line = cut(`${letter}: ${ident}${timeOf(this.#context.runtime.date())} ${text}`)
    for (const sink of this.#sinks) this.#write(sink, line)
  }

  #write(sink: LogSink, line: string): void {
    try {
      sink.write(line)
      this.#failing.delete(sink)
    } catch (error) {
      if (this.#failing.has(sink)) return
      this.#failing.add(sink)
      logError(this.#log, `a line of the log is lost: ${String(error)}`)
    }
  }
}

/** Local time, two digits for each part. */
function timeOf(date: Date): string {
  const parts = [date.getFullYear() % 100, date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()]
  const [year, month, day, hour, minute, second] = parts.map((part) => String(part).padStart(2, '0'))
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`
}

/** Cuts a line after a whole character. */
function cut(line: string): string {
  if (Buffer.byteLength(line) <= MAX_BYTES) return line
  const bytes = Buffer.from(line)
  let end = MAX_BYTES
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
