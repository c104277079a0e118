/** What a device says about itself while it runs: one line that changes on a terminal, plain lines elsewhere, or JSON. */
import { DEVICES } from './device-kind.ts'
import type { Device } from './device.ts'
import type { Rate, Rates } from './rates.ts'

export interface Report {
  start(device: Device): void
  rates(rates: Rates): void
  stop(totals: Rates): void
}

/** The part of process.stdout that is used. */
export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const CLEAR_LINE = '\r\x1b[2K'

export class TextReport implements Report {
  readonly #out: Terminal
  #idle = false

  constructor(out: Terminal) {
    this.#out = out
  }

  start({ name, endpoints: { frontend, backend, capture } }: Device): void {
    const kind = DEVICES[name]
    this.#out.write(`${name}: frontend ${kind.frontend.type} ${frontend.join(' ')}, `)
    this.#out.write(`backend ${kind.backend.type} ${backend.join(' ')}`)
    this.#out.write(capture.length > 0 ? `, capture PUB ${capture.join(' ')}\n` : '\n')
  }

  rates({ downstream, upstream, statistics }: Rates): void {
    const total = statistics.frontEnd.sent.messages + statistics.backEnd.sent.messages
    const line = `→ ${text(downstream)}   ← ${text(upstream)}   total ${number(total)}`
    if (this.#out.isTTY === true) return void this.#out.write(CLEAR_LINE + line.slice(0, (this.#out.columns ?? 80) - 1))
    // A log needs to be told once that nothing happens.
    const idle = downstream.messages + upstream.messages === 0
    if (!(idle && this.#idle)) this.#out.write(`${line}\n`)
    this.#idle = idle
  }

  stop({ statistics: { frontEnd, backEnd } }: Rates): void {
    const clear = this.#out.isTTY === true ? CLEAR_LINE : ''
    this.#out.write(`${clear}stopped: → ${number(backEnd.sent.messages)} ← ${number(frontEnd.sent.messages)} messages\n`)
  }
}

export class JsonReport implements Report {
  readonly #out: Terminal

  constructor(out: Terminal) {
    this.#out = out
  }

  start({ name, endpoints }: Device): void {
    this.#line({ event: 'start', device: name, ...endpoints })
  }

  rates({ downstream, upstream, statistics }: Rates): void {
    this.#line({ event: 'rates', downstream, upstream, ...statistics })
  }

  stop({ statistics }: Rates): void {
    this.#line({ event: 'stop', ...statistics })
  }

  #line(value: object): void {
    this.#out.write(`${JSON.stringify(value)}\n`)
  }
}

export const silence: Report = { start: () => undefined, rates: () => undefined, stop: () => undefined }

function text({ messages, bytes }: Rate): string {
  return `${number(messages).padStart(9)} msg/s ${(bytes / 1e6).toFixed(2).padStart(8)} MB/s`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
