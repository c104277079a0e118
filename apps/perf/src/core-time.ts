/**
 * Times what one core would need: by the clock, or by the processor time of all threads where that is more, so that neither waiting
 * nor a second core makes anybody look faster.
 */

export class CoreTime {
  readonly #start = process.hrtime.bigint()
  readonly #used = process.cpuUsage()

  get seconds(): number {
    const { user, system } = process.cpuUsage(this.#used)
    return Math.max(Number(process.hrtime.bigint() - this.#start) / 1e9, (user + system) / 1e6)
  }
}
