/** What can be sent, and its conversion to frames. Bytes are not copied: after `send()` they belong to the library. */
import type { Bytes, Message as Frames } from '@tszmq/zmtp-codec'
import { asBytes, bytesOver, EMPTY, HostBuffer, isDetached, utf8 } from '@tszmq/zmtp-codec/internal'
import { isArrayBuffer } from '../options/bytes-of.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** The class of frames in this runtime. */
const FrameClass = HostBuffer ?? Uint8Array

/** One received frame. zeromq.js calls a frame a message; a whole message is an array of them. */
export type Message = Bytes

/** One frame to send. Text is UTF-8; a number is its text; null is a frame without bytes. */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null

/**
 * Throws EINVAL for a message without frames and for a frame whose memory was transferred to another thread, and TypeError if the message,
 * or one of its frames, is undefined or a symbol.
 */
export function toMessage(input: MessageLike | readonly MessageLike[]): Frames {
  if (input instanceof FrameClass) return [input.length === 0 ? attached(input) : input]
  if (!Array.isArray(input)) return [toFrame(input as MessageLike)]
  if (input.length === 0) throw new ZmqError('EINVAL', 'a message has at least one frame')
  const message = new Array<Uint8Array>(input.length)
  for (let i = 0; i < input.length; i++) message[i] = toFrame(input[i] as MessageLike)
  return message
}

export function toFrame(input: MessageLike): Uint8Array {
  if (input instanceof FrameClass) return input.length === 0 ? attached(input) : input
  if (typeof input === 'string') return utf8(input)
  if (ArrayBuffer.isView(input)) {
    checkAttached(input.buffer)
    return asBytes(input)
  }
  if (input === null) return EMPTY
  if (input === undefined) throw new TypeError('the message to send, or a frame of it, is undefined')
  return isArrayBuffer(input) ? bytesOver(checkAttached(input)) : utf8(textOf(input))
}

function textOf(input: unknown): string {
  if (typeof input === 'symbol') throw new TypeError('a frame to send cannot be a symbol')
  try {
    return String(input)
  } catch (cause) {
    throw new TypeError('a frame to send is an object that cannot be converted to text', { cause })
  }
}

/** Returns an empty frame. Throws EINVAL if it is empty because its memory was transferred. */
function attached(frame: Uint8Array): Uint8Array {
  checkAttached(frame.buffer)
  return frame
}

function checkAttached<M extends ArrayBufferLike>(memory: M): M {
  if (!isDetached(memory)) return memory
  throw new ZmqError('EINVAL', 'a frame cannot be sent after its memory was transferred to another thread')
}
