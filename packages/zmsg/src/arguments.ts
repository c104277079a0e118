/** Checks of arguments: each throws a TypeError that names the argument and says what was given. */

/** Throws TypeError unless `picture` is a string. */
export function checkPictureText(picture: unknown): void {
  if (typeof picture !== 'string') throw new TypeError(`picture must be a string such as 's4b', not ${kindOf(picture)}`)
}

/** Throws TypeError unless `message` is an array. */
export function checkMessage(message: unknown): void {
  if (!Array.isArray(message)) throw new TypeError(`a message must be an array of frames, not ${kindOf(message)}`)
}

/** Throws TypeError, which begins with `name`, unless `bytes` is a Uint8Array, of any realm. */
export function checkByteArray(bytes: unknown, name = 'bytes'): void {
  if (!ArrayBuffer.isView(bytes) || !('subarray' in bytes)) throw new TypeError(`${name} must be a Uint8Array, not ${kindOf(bytes)}`)
}

/** Throws TypeError unless `options` is an object. */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`options must be an object, not ${kindOf(options)}`)
}

/** Throws TypeError unless `frame` is bytes or text. */
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
