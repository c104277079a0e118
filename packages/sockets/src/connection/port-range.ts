/** A range of tcp ports, of which the first free one is to be bound, as CZMQ writes it. It refuses one that is none, and opens nothing. */
import { ZmqError } from '../events/zmq-error.ts'

/** RFC 6335: ports that are nobody's. What a range begins and ends with unless it says so. */
const [FIRST, LAST] = [0xc000, 0xffff]

const SHAPE = /^(tcp:\/\/.*:)(?:\*\[(.*)\]|!(?:\[(.*)\])?)$/

const BOUNDS = /^(\d{0,5})-(\d{0,5})$/

export class PortRange {
  readonly #before: string
  readonly #first: number
  readonly #count: number
  readonly #byChance: boolean

  private constructor(before: string, first: number, last: number, byChance: boolean) {
    this.#before = before
    this.#first = first
    this.#count = last - first + 1
    this.#byChance = byChance
  }

  /**
   * `tcp://host:*[60000-60010]`, from the first on, or `tcp://host:![60000-60010]`, beginning by chance; either end may be left out,
   * and with `!` the whole range. Undefined for an endpoint that has none. Throws EINVAL.
   */
  static of(endpoint: string): PortRange | undefined {
    const shape = SHAPE.exec(endpoint)
    if (shape === null) return undefined
    const [, before = '', ordered, byChance] = shape
    const bounds = BOUNDS.exec(ordered ?? byChance ?? '-')
    const first = Number(bounds?.[1] || FIRST)
    const last = Number(bounds?.[2] || LAST)
    if (bounds === null || first < 1 || last > LAST || first > last) {
      throw new ZmqError('EINVAL', `${endpoint} has no range of ports: it reads [first-last], from 1 to ${LAST}`, { address: endpoint })
    }
    return new PortRange(before, first, last, ordered === undefined)
  }

  /** All of it, each port once. `chance`: from 0 up to, not including, 1. */
  *endpoints(chance: number): Generator<string> {
    const begin = this.#byChance ? Math.floor(chance * this.#count) : 0
    for (let i = 0; i < this.#count; i++) yield this.#before + (this.#first + ((begin + i) % this.#count))
  }
}
