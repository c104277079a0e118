/** A range of tcp ports in the syntax of CZMQ, of which the first free one is bound. */
import { ZmqError } from '../events/zmq-error.ts'

/** The default limits of a range: the dynamic ports of RFC 6335. */
const [FIRST, LAST] = [0xc000, 0xffff]

const SHAPE = /^(tcp:\/\/.*:)(?:\*\[(.*)\]|!(?:\[(.*)\])?)$/

const BOUNDS = /^(\d{0,5})-(\d{0,5})$/

export class PortRange {
  readonly #before: string
  readonly #first: number
  readonly #count: number
  readonly #random: boolean

  private constructor(before: string, first: number, last: number, random: boolean) {
    this.#before = before
    this.#first = first
    this.#count = last - first + 1
    this.#random = random
  }

  /**
   * Parses `tcp://host:*[60000-60010]`, which starts at the first port, and `tcp://host:![60000-60010]`, which starts at a random one.
   * Either limit may be left out, and after `!` the whole range. Returns undefined for an endpoint without a range. Throws EINVAL.
   */
  static of(endpoint: string): PortRange | undefined {
    const shape = SHAPE.exec(endpoint)
    if (shape === null) return undefined
    const [, before = '', ordered, random] = shape
    const bounds = BOUNDS.exec(ordered ?? random ?? '-')
    const first = Number(bounds?.[1] || FIRST)
    const last = Number(bounds?.[2] || LAST)
    if (bounds === null || first < 1 || last > LAST || first > last) {
      throw new ZmqError('EINVAL', `${endpoint} must have a range of ports [first-last] from 1 to ${LAST}`, { address: endpoint })
    }
    return new PortRange(before, first, last, ordered === undefined)
  }

  /** Iterates over the endpoints, each port once. `random`, from 0 to 1, sets the first port after `!`. */
  *endpoints(random: number): Generator<string> {
    const begin = this.#random ? Math.floor(random * this.#count) : 0
    for (let i = 0; i < this.#count; i++) yield this.#before + (this.#first + ((begin + i) % this.#count))
  }
}
