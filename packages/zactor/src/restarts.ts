/** Decides whether and when an actor that crashed is started again. */
import { ZmqError } from '@tszmq/sockets'

export interface RestartOptions {
  /** Milliseconds before the first restart, doubled before each further one. Default 100. */
  readonly delay?: number
  /** Maximum delay before a restart, in milliseconds. Default 30,000. */
  readonly maxDelay?: number
  /** Maximum number of restarts within `within` milliseconds, 0 to 1000. After one crash more the actor ends with ERR_ZACTOR_GIVEN_UP. Default 5. */
  readonly maximum?: number
  /** Milliseconds in which restarts are counted. Default 60,000. */
  readonly within?: number
}

const DEFAULTS: Required<RestartOptions> = { delay: 100, maxDelay: 30_000, maximum: 5, within: 60_000 }

const HIGHEST_MAXIMUM = 1000

export class Restarts {
  /** The number of restarts so far. */
  count = 0
  readonly #options: Required<RestartOptions>
  /** The times of the crashes within `within` milliseconds. */
  readonly #crashes: number[] = []

  /** Throws EINVAL for a value that is negative or no number, and for a `maximum` that is not 0 to 1000; TypeError for an unknown option. */
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

  /** Returns the milliseconds until the restart after a crash at `now`; undefined if there is none. */
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

  /** The error of an actor that is not started again after `crash`. */
  gaveUp(crash: ZmqError): ZmqError {
    const { maximum, within } = this.#options
    const times = `${maximum} ${maximum === 1 ? 'restart' : 'restarts'} within ${within} ms`
    return new ZmqError('ERR_ZACTOR_GIVEN_UP', `the actor is not started again after ${times}: ${crash.message}`, { cause: crash })
  }
}
