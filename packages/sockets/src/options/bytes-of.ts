/** Recognises typed arrays, Buffers, DataViews and array buffers, also those of another realm, such as a `vm` context or jest. */
import type { Bytes } from '@tszmq/zmtp-codec'
import { asBytes, bytesOver, utf8 } from '@tszmq/zmtp-codec/internal'
import { kindOf } from './argument.ts'

const LENGTH = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')
/** Undefined in a browser whose page is not isolated: it has no shared memory. */
const SHARED_LENGTH =
  typeof SharedArrayBuffer === 'undefined' ? undefined : Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'byteLength')

/** Returns the bytes of `value` without a copy, or undefined if it is neither a view nor an array buffer. */
export function bytesOf(value: unknown): Bytes | undefined {
  if (ArrayBuffer.isView(value)) return asBytes(value)
  return isArrayBuffer(value) ? bytesOver(value) : undefined
}

/** Returns the bytes of a text, as UTF-8, or those of `bytesOf`. Otherwise throws a TypeError that begins with `what`. */
export function toBytes(value: unknown, what: string): Bytes {
  const bytes = typeof value === 'string' ? utf8(value) : bytesOf(value)
  if (bytes === undefined) throw new TypeError(`${what} must be a string or bytes, not ${kindOf(value)}`)
  return bytes
}

/** Returns whether `value` is an ArrayBuffer or SharedArrayBuffer of any realm. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer | SharedArrayBuffer {
  if (typeof value !== 'object' || value === null) return false
  // The getters check the internal slot, which array buffers of every realm have, and objects that only look like one do not.
  return hasSlot(LENGTH, value) || hasSlot(SHARED_LENGTH, value)
}

function hasSlot(accessor: PropertyDescriptor | undefined, value: object): boolean {
  try {
    accessor?.get?.call(value)
    return accessor !== undefined
  } catch {
    return false
  }
}
