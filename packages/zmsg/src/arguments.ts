/** Checks of argument types. Each throws a TypeError with the name of the argument and the type that was given. */

/** Throws `TypeError` if `picture` is not a string. */
export function checkPictureText(picture: unknown): void {
  if (typeof picture !== 'string') throw new TypeError(`picture must be a string such as 's4b', not ${kindOf(picture)}`)
}

/** Throws `TypeError` if `message` is not an array. */
export function checkMessage(message: unknown): void {
  if (!Array.isArray(message)) throw new TypeError(`a message must be an array of frames, not ${kindOf(message)}`)
}

/** Throws `TypeError` if `bytes` is not a Uint8Array (of any realm). Its text begins with `name`. */
export function checkByteArray(bytes: unknown, name = 'bytes'): void {
  if (!ArrayBuffer.isView(bytes) || !('subarray' in bytes)) throw new TypeError(`${name} must be a Uint8Array, not ${kindOf(bytes)}`)
}

/** Throws `TypeError` if `options` is not an object. */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`options must be an object, not ${kindOf(options)}`)
}

/** Throws `TypeError` if `frame` is neither bytes nor a string. */
export function checkFrame(frame: unknown): void {
  if (typeof frame !== 'string' && !ArrayBuffer.isView(frame))
    throw new TypeError(`a frame must be bytes or a string, not ${kindOf(frame)}`)
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'string') return 'a string'
  return typeof value === 'symbol' || typeof value === 'function' ? `a ${typeof value}` : String(value)
}
