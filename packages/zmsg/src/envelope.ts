/**
 * Envelopes (RFC 28): what is in front of a message to say where it comes from or goes to, as zmsg has them. All of these change the
 * message they are given, which belongs to who received it.
 */
import { checkFrame, checkMessage } from './arguments.ts'
import { allocate, decodeText, encodeText } from './frame.ts'

function asFrame(message: Uint8Array[], frame: Uint8Array | string): Uint8Array {
  checkMessage(message)
  checkFrame(frame)
  return typeof frame === 'string' ? encodeText(frame) : frame
}

/** Puts a frame in front (zmsg_push, zmsg_pushstr). Gives the message back. */
export function pushFrame<M extends Uint8Array[]>(message: M, frame: Uint8Array | string): M {
  const first = asFrame(message, frame)
  message.unshift(first)
  return message
}

/** Takes the first frame off (zmsg_pop); undefined when there is none. */
export function popFrame<F extends Uint8Array>(message: F[]): F | undefined {
  checkMessage(message)
  return message.shift()
}

/** Takes the first frame off as text (zmsg_popstr). Throws ERR_MESSAGE_ENCODING for what is no UTF-8, and leaves it where it is. */
export function popString(message: Uint8Array[]): string | undefined {
  checkMessage(message)
  const [first] = message
  const text = first === undefined ? undefined : decodeText(first)
  message.shift()
  return text
}

/** Puts an address and an empty frame in front (zmsg_wrap). Gives the message back. */
export function wrapMessage<M extends Uint8Array[]>(message: M, address: Uint8Array | string): M {
  const first = asFrame(message, address)
  message.unshift(first, allocate(0))
  return message
}

/** Takes the address off, and the empty frame behind it if there is one (zmsg_unwrap); undefined when there is no frame. */
export function unwrapMessage<F extends Uint8Array>(message: F[]): F | undefined {
  checkMessage(message)
  const address = message.shift()
  if (message[0]?.length === 0) message.shift()
  return address
}
