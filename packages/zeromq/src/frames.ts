/** The frames of a message as the addon makes them of what `send()` is given. Text is UTF-8, and what is no bytes becomes text. */

/** One frame to send. Text is UTF-8; a number is its text; null is a frame without bytes. */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null

/** The addon copies frames up to this size, so that the caller may write into them again at once; larger ones are shared. */
const COPIED = 128

export function toFrames(message: unknown): Uint8Array[] {
  if (!Array.isArray(message)) return [toFrame(message)]
  const frames = new Array<Uint8Array>(message.length)
  for (let i = 0; i < message.length; i++) frames[i] = toFrame(message[i])
  return frames
}

function toFrame(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value)
  // The program may watch the very object that it sent: it stays alive as long as the message is queued.
  if (value instanceof Buffer && value.length > COPIED) return value
  if (ArrayBuffer.isView(value)) return fromBytes(value.buffer, value.byteOffset, value.byteLength)
  if (value === null) return Buffer.alloc(0)
  // Bytes of another realm, as jest and vm have them, are told by their tag.
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
