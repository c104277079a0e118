/** Loads the fastest available cryptography for CURVE: sodium-native if it is installed, and libsodium in WebAssembly. */
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { ZmqError } from '../events/zmq-error.ts'
import type { Libsodium } from './libsodium-crypto.ts'
import type { SodiumNative } from './sodium-native-crypto.ts'

let loading: Promise<CurveCrypto> | undefined
let loaded: CurveCrypto | undefined

/** Returns the cryptography if it is loaded. */
export function loadedCurveCrypto(): CurveCrypto | undefined {
  return loaded
}

/** Loads the cryptography once. */
export function loadCurveCrypto(): Promise<CurveCrypto> {
  loading ??= load()
  // After a failure the next call tries again.
  loading.catch(() => (loading = undefined))
  return loading
}

async function load(): Promise<CurveCrypto> {
  const wasm = await loadLibsodiumCrypto()
  return (loaded = (await loadSodiumNativeCrypto(wasm)) ?? wasm)
}

/** Loads libsodium. Rejects with ENOTSUP if there is no WebAssembly, as with `--jitless`, where libsodium itself would end the process. */
export async function loadLibsodiumCrypto(): Promise<CurveCrypto> {
  if (!('WebAssembly' in globalThis)) throw new ZmqError('ENOTSUP', 'CURVE needs WebAssembly, which this process does not have')
  const { LibsodiumCrypto } = await import('./libsodium-crypto.ts')
  // As an ES module it is a function that creates the library, as CommonJS the library with a promise.
  // @ts-expect-error: no types
  const { default: found } = (await import('libsodium')) as { default: (() => Promise<Libsodium>) | (Libsodium & { ready: Promise<void> }) }
  if (typeof found === 'function') return new LibsodiumCrypto(await found())
  await found.ready
  return new LibsodiumCrypto(found)
}

/** Loads sodium-native for large boxes; `small` is for others. Returns undefined if it is not installed or does not work. */
export async function loadSodiumNativeCrypto(small: CurveCrypto): Promise<CurveCrypto | undefined> {
  try {
    const { default: native } = (await importOptional('sodium-native')) as { default: SodiumNative }
    const { SodiumNativeCrypto } = await import('./sodium-native-crypto.ts')
    const crypto = new SodiumNativeCrypto(native, small)
    return agree(crypto, small) ? crypto : undefined
  } catch {
    return undefined
  }
}

/**
 * Imports by a name that bundlers do not see. They would fail if the package is not installed, and cannot bundle native code. It is resolved
 * when the program runs.
 */
function importOptional(name: 'sodium-native'): Promise<unknown> {
  // eslint-disable-next-line no-restricted-syntax -- its type is the literal
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name)
}

/** Returns whether each can open a large box of the other. */
function agree(one: CurveCrypto, other: CurveCrypto): boolean {
  const size = 1024
  const [key, nonce, bytes] = [new Uint8Array(32).fill(1), new Uint8Array(24).fill(2), new Uint8Array(size + 16).fill(3)]
  one.seal(key, nonce, bytes, 0, size)
  const back = one.open(key, nonce, Uint8Array.from(bytes), 0, bytes.length)
  const opened = other.open(key, nonce, bytes, 0, bytes.length) && bytes.subarray(16).every((byte) => byte === 3)
  other.wipe(key)
  return back && opened
}
