/** Converts the argument of `send()` to frames, as the addon does. */

/** One frame to send. Text is UTF-8; a number is its text; null is a frame without bytes. */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null

/** The addon copies frames up to this size, so that the caller may change them at once; larger ones are shared. */
const COPIED = 128

export function toFrames(message: unknown): Uint8Array[] {
  if (!Array.isArray(message)) return [toFrame(message)]
  const frames = new Array<Uint8Array>(message.length)
  for (let i = 0; i < message.length; i++) frames[i] = toFrame(message[i])
  return frames
}

function toFrame(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value)
  // The object itself, not a view: the program may track it with a FinalizationRegistry while the message is queued.
  if (value instanceof Buffer && value.length > COPIED) return value
  if (ArrayBuffer.isView(value)) return fromBytes(value.buffer, value.byteOffset, value.byteLength)
  if (value === null) return Buffer.alloc(0)
  // Array buffers of another realm, such as vm or jest, are recognised by their tag.
  const tag = typeof value === 'object' ? Object.prototype.toString.call(value) : ''
  if (tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]') {
    return fromBytes(value as ArrayBuffer, 0, (value as ArrayBuffer).byteLength)
  }
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- as the addon does with any object
  return Buffer.from(String(value))
}

function fromBytes(buffer: ArrayBufferLike, offset: number, length: number): Buffer {
  const bytes = Buffer.from(buffer, offset, length)
  return length > COPIED ? bytes : Buffer.from(bytes)
}
