/** A secret of a socket. Only `reveal()` returns its bytes; printing it, or converting it to JSON, does not show them. */
import { copyOf } from '@tszmq/zmtp-codec/internal'

const HIDDEN = '<secret>'

export class Secret {
  readonly #bytes: Uint8Array

  /** Copies `bytes` into memory of its own. */
  constructor(bytes: Uint8Array) {
    this.#bytes = copyOf(bytes)
  }

  /** Returns the bytes, not a copy: `destroy` fills them with zeros. */
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
