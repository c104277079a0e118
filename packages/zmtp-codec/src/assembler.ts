/** Assembles frames to messages, and checks their limits. */
import type { Frame, Message } from './frame.ts'
import type { Limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/** The largest Buffer of the supported runtimes, whatever maxMessageSize allows. */
const MAX_FRAME_SIZE = 0xffff_ffff

/** Holds the frames of at most one unfinished message. */
export class Assembler {
  readonly #limits: Limits
  #parts: Frame[] = []
  #size = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** True if frames of a message have arrived, but not its last one. */
  get unfinished(): boolean {
    return this.#parts.length > 0
  }

  /** Checks the size of a frame before it is allocated. Throws `ERR_ZMTP_MESSAGE_SIZE`. */
  check(size: number): void {
    if (this.#size + size > this.#limits.maxMessageSize) {
      const what = this.#parts.length === 0 ? `frame of ${size} bytes` : `message of ${this.#size + size} bytes or more`
      throw new ProtocolError('ERR_ZMTP_MESSAGE_SIZE', `${what} exceeds maxMessageSize ${this.#limits.maxMessageSize}`)
    }
    if (size > MAX_FRAME_SIZE) {
      throw new ProtocolError('ERR_ZMTP_MESSAGE_SIZE', `frame of ${size} bytes exceeds a Buffer's ${MAX_FRAME_SIZE}`)
    }
  }

  /** Adds a frame whose size was checked. Returns the message if it was the last frame. Throws `ERR_ZMTP_MESSAGE_PARTS`. */
  add(frame: Frame, more: boolean): Message | undefined {
    if (!more && this.#parts.length === 0) return [frame]
    this.#parts.push(frame)
    if (this.#parts.length > this.#limits.maxMessageParts) {
      throw new ProtocolError(
        'ERR_ZMTP_MESSAGE_PARTS',
        `a message of more than ${this.#limits.maxMessageParts} frames exceeds maxMessageParts`,
      )
    }
    if (more) {
      this.#size += frame.length
      return undefined
    }
    const message = this.#parts
    this.#parts = []
    this.#size = 0
    return message
  }
}
