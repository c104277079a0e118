/** What a program may ask of the library itself: its version, what it can do, and new keys. */
import { curveKeyPair as makeKeyPair } from '@tszmq/sockets/internal'

/** The version of libzmq whose behaviour is that of this package. */
export const version = '4.3.5'

/** What this package can do; what is false would need native code, or is not there yet (`draft`). */
export const capability: Partial<{
  ipc: boolean
  pgm: boolean
  tipc: boolean
  norm: boolean
  curve: boolean
  gssapi: boolean
  draft: boolean
}> = {
  ipc: process.platform !== 'win32',
  pgm: false,
  tipc: false,
  norm: false,
  // CURVE needs WebAssembly, which `node --jitless` does not have.
  curve: 'WebAssembly' in globalThis,
  gssapi: false,
  draft: false,
}

/** A new pair of keys for CURVE, 40 characters of Z85 each. */
export function curveKeyPair(): { publicKey: string; secretKey: string } {
  return { ...makeKeyPair() }
}
