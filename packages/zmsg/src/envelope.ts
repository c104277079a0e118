/** Adds and removes frames at the front of a message, as envelopes (RFC 28) and CZMQ's zmsg do. These functions change the message. */
import { checkFrame, checkMessage } from './arguments.ts'
import { allocate, decodeText, encodeText } from './frame.ts'

function asFrame(message: Uint8Array[], frame: Uint8Array | string): Uint8Array {
  checkMessage(message)
  checkFrame(frame)
  return typeof frame === 'string' ? encodeText(frame) : frame
}

/**
 * Inserts a frame at the front (zmsg_push, zmsg_pushstr). A string is encoded as UTF-8. Returns the same message.
 */
export function pushFrame<M extends Uint8Array[]>(message: M, frame: Uint8Array | string): M {
  const first = asFrame(message, frame)
  message.unshift(first)
  return message
}

/** Removes the first frame and returns it (zmsg_pop). Returns `undefined` if there is none. */
export function popFrame<F extends Uint8Array>(message: F[]): F | undefined {
  checkMessage(message)
  return message.shift()
}

/**
 * Removes the first frame and returns it as text (zmsg_popstr). Returns `undefined` if there is none. Throws `ERR_MESSAGE_ENCODING` if the
 * frame is not UTF-8; the message is unchanged then.
 */
export function popString(message: Uint8Array[]): string | undefined {
  checkMessage(message)
  const [first] = message
  const text = first === undefined ? undefined : decodeText(first)
  message.shift()
  return text
}

/** Inserts an address and an empty frame at the front (zmsg_wrap). Returns the same message. */
export function wrapMessage<M extends Uint8Array[]>(message: M, address: Uint8Array | string): M {
  const first = asFrame(message, address)
  message.unshift(first, allocate(0))
  return message
}

/**
 * Removes the first frame and returns it, and removes the empty frame after it if there is one (zmsg_unwrap). Returns `undefined` if the
 * message is empty.
 */
export function unwrapMessage<F extends Uint8Array>(message: F[]): F | undefined {
  checkMessage(message)
  const address = message.shift()
  if (message[0]?.length === 0) message.shift()
  return address
}
