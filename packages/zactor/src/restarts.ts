/** How often, and how soon, an actor that crashed is started again. It knows no clock and starts nothing. */
import { ZmqError } from '@tszmq/sockets'

export interface RestartOptions {
  /** Milliseconds before the first restart, 100 by default; twice as long before each that follows. */
  readonly delay?: number
  /** Milliseconds before a restart at the most, 30,000 by default. */
  readonly maxDelay?: number
  /** Restarts within `within` milliseconds, 5 in 60,000 by default, 1000 at the most. One crash more, and it is given up. */
  readonly maximum?: number
  readonly within?: number
}

const DEFAULTS: Required<RestartOptions> = { delay: 100, maxDelay: 30_000, maximum: 5, within: 60_000 }

const HIGHEST_MAXIMUM = 1000

export class Restarts {
  /** All there were. */
  count = 0
  readonly #options: Required<RestartOptions>
  /** When those were that still count. */
  readonly #crashes: number[] = []

  /** Throws EINVAL for what is no number of milliseconds, and for a `maximum` that is not 0 to 1000; TypeError for other options. */
  constructor(options: RestartOptions) {
    if (typeof (options as unknown) !== 'object' || options === null)
      throw new TypeError(`restart is an object, {} for the defaults, not ${options === null ? 'null' : typeof options}`)
    const given = Object.entries(options).filter(([, value]) => value !== undefined)
    const unknown = given.find(([name]) => !Object.hasOwn(DEFAULTS, name))
    if (unknown !== undefined) throw new TypeError(`an actor has no option restart.${unknown[0]}`)
    this.#options = { ...DEFAULTS, ...Object.fromEntries(given) }
    for (const [name, value] of Object.entries(this.#options)) {
      const limit = name === 'maximum' ? HIGHEST_MAXIMUM : Infinity
      if (typeof (value as unknown) === 'number' && value >= 0 && value <= limit && (name !== 'maximum' || Number.isInteger(value)))
        continue
      throw new ZmqError('EINVAL', `restart.${name} is a number from 0${limit === Infinity ? '' : ` to ${limit}`}, not ${value}`)
    }
  }

  /** After a crash at `now`: milliseconds until the restart. Undefined: it is given up. */
  next(now: number): number | undefined {
    const { delay, maxDelay, maximum, within } = this.#options
    const first = this.#crashes.findIndex((crash) => now - crash < within)
    this.#crashes.splice(0, first < 0 ? this.#crashes.length : first)
    if (this.#crashes.length >= maximum) return undefined
    const wait = Math.min(delay * 2 ** this.#crashes.length, maxDelay)
    this.#crashes.push(now)
    this.count++
    return wait
  }

  /** What whoever waits is told when it is given up after `crash`. */
  gaveUp(crash: ZmqError): ZmqError {
    const { maximum, within } = this.#options
    const times = `${maximum} ${maximum === 1 ? 'restart' : 'restarts'} within ${within} ms`
    return new ZmqError('ERR_ZACTOR_GIVEN_UP', `the actor is not started again after ${times}: ${crash.message}`, { cause: crash })
  }
}
