/**
 * Puts frames together to messages. Refuses messages of too many frames or bytes; holds at most one unfinished message.
 */
import type { Frame, Message } from './frame.ts'
import type { Limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/** No supported runtime has a Buffer for more, whatever maxMessageSize allows. */
const MAX_FRAME_SIZE = 0xffff_ffff

export class Assembler {
  readonly #limits: Limits
  #parts: Frame[] = []
  #size = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Whether a message has begun and not ended. */
  get unfinished(): boolean {
    return this.#parts.length > 0
  }

  /** To be asked before a frame is allocated. Throws ERR_ZMTP_MESSAGE_SIZE. */
  check(size: number): void {
    if (this.#size + size > this.#limits.maxMessageSize) {
      const what = this.#parts.length === 0 ? `frame of ${size} bytes` : `message of ${this.#size + size} bytes or more`
      throw new ProtocolError('ERR_ZMTP_MESSAGE_SIZE', `${what} exceeds maxMessageSize ${this.#limits.maxMessageSize}`)
    }
    if (size > MAX_FRAME_SIZE) {
      throw new ProtocolError('ERR_ZMTP_MESSAGE_SIZE', `frame of ${size} bytes exceeds a Buffer's ${MAX_FRAME_SIZE}`)
    }
  }

  /** Adds a frame, whose size was checked; returns the message when it was the last. Throws ERR_ZMTP_MESSAGE_PARTS. */
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
