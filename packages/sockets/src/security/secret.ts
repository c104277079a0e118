/** A secret of a socket. Its bytes are read by `reveal()` only: printing it, or making JSON of it, does not show them. */
import { copyOf } from '@tszmq/zmtp-codec/internal'

const HIDDEN = '<secret>'

export class Secret {
  readonly #bytes: Uint8Array

  /** A copy of `bytes`, in memory of its own. */
  constructor(bytes: Uint8Array) {
    this.#bytes = copyOf(bytes)
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
