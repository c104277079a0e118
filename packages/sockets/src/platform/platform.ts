/**
 * What sockets need from the runtime that they run in. `#platform` in package.json names the implementation: `node.ts` in Node, Bun, Deno
 * and Electron, `browser.ts` in browsers.
 */
import type { Transport } from '@tszmq/transports'
import type { ThreadDirectory } from '@tszmq/transports/internal'
import type { Runtime } from '../runtime/runtime.ts'

export interface Platform {
  /** Clock, timers and random numbers of contexts without the option `runtime`. */
  readonly runtime: Runtime
  /** New instances of the transports that each context has. */
  createTransports(): readonly Transport[]
  /** The inproc names of all threads of the process; undefined if it has no threads that can share them. */
  createThreadDirectory(): ThreadDirectory | undefined
  /** Prints a warning that has no code. */
  warn(text: string): void
  readonly cryptography: Cryptography
}

/** What CURVE needs beside libsodium, and what it needs before libsodium is loaded. */
export interface Cryptography {
  /** Fills `bytes` with random bytes that are fit for keys. */
  randomFill(bytes: Uint8Array): void
  /** Compares two keys of one length in a time that does not depend on their bytes. */
  equal(a: Uint8Array, b: Uint8Array): boolean
  /** A key pair of X25519, 32 bytes each. Undefined if the runtime cannot make one at once. */
  createKeyPair(): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array } | undefined
  /** The public key of a secret key, 32 bytes each. Undefined if the runtime cannot compute it at once. */
  publicKeyOf(secretKey: Uint8Array): Uint8Array | undefined
}
