/** The control of a program that a person started: results in the words of libzmq's own programs. Nobody commands it. */
import type { Control, Report } from './control.ts'

export class TerminalControl implements Control {
  readonly #size: number
  readonly #print: (line: string) => void

  constructor(size: number, print: (line: string) => void) {
    this.#size = size
    this.#print = print
  }

  report(report: Report): void {
    for (const line of this.#lines(report)) this.#print(line)
  }

  told(): Promise<void> {
    return Promise.resolve()
  }

  #lines(report: Report): string[] {
    switch (report.event) {
      case 'bound':
        return [`bound to ${report.endpoint}`]
      case 'throughput': {
        const rate = report.messages / report.seconds
        const megabits = (rate * this.#size * 8) / 1e6
        return [`mean throughput: ${rate.toFixed(0)} [msg/s]`, `mean throughput: ${megabits.toFixed(3)} [Mb/s]`]
      }
      case 'latency':
        // libzmq counts one way: half of a round trip.
        return [
          `average latency: ${(report.mean / 2).toFixed(3)} [us]`,
          `round trip: p50 ${report.p50.toFixed(1)} [us], p99 ${report.p99.toFixed(1)} [us]`,
        ]
      default:
        return []
    }
  }
}
