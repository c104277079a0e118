/** The version and capabilities of the library, and new CURVE keys. */
import { curveKeyPair as makeKeyPair } from '@tszmq/sockets/internal'

/** The version of libzmq that this package behaves like. */
export const version = '4.3.5'

/** Capabilities of this package. */
export const capability: Partial<{
  /** `ipc://` endpoints: true except on Windows. */
  ipc: boolean
  /** `pgm://` and `epgm://` endpoints: false, since they need native code. */
  pgm: boolean
  /** `tipc://` endpoints: false, since they need native code. */
  tipc: boolean
  /** `norm://` endpoints: false, since they need native code. */
  norm: boolean
  /** The security mechanism CURVE: true where there is WebAssembly. */
  curve: boolean
  /** The security mechanism GSSAPI: false, since it needs native code. */
  gssapi: boolean
  /** The draft socket types of `zeromq/draft`: false, since they are not implemented yet. */
  draft: boolean
}> = {
  ipc: process.platform !== 'win32',
  pgm: false,
  tipc: false,
  norm: false,
  // `node --jitless` has no WebAssembly.
  curve: 'WebAssembly' in globalThis,
  gssapi: false,
  draft: false,
}

/** Creates a key pair for CURVE, 40 characters of Z85 each. */
export function curveKeyPair(): { publicKey: string; secretKey: string } {
  return { ...makeKeyPair() }
}
