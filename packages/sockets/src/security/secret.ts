/** A secret of a socket: its bytes are given to who asks for them by name, and shown to nobody who only looks. */

const HIDDEN = '<secret>'

export class Secret {
  readonly #bytes: Uint8Array

  /** A copy of `bytes`, in memory of its own. */
  constructor(bytes: Uint8Array) {
    this.#bytes = new Uint8Array(bytes.length)
    this.#bytes.set(bytes)
  }

  /** The bytes themselves: not to be kept, for `destroy` fills them with zeros. */
  reveal(): Uint8Array {
    return this.#bytes
  }

  destroy(): void {
    this.#bytes.fill(0)
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN
  }
}
