/** Finds the fastest cryptography for CURVE that is there. Fails only if not even libsodium's WebAssembly can be had. */
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { ZmqError } from '../events/zmq-error.ts'
import type { Libsodium } from './libsodium-crypto.ts'
import type { SodiumNative } from './sodium-native-crypto.ts'

let loading: Promise<CurveCrypto> | undefined
let loaded: CurveCrypto | undefined

/** What was loaded, if that is done: for who must answer at once and can do otherwise. */
export function loadedCurveCrypto(): CurveCrypto | undefined {
  return loaded
}

/** Loads it once, and then has it. */
export function loadCurveCrypto(): Promise<CurveCrypto> {
  loading ??= load()
  // A failure is not kept: what was missing may be there the next time.
  loading.catch(() => (loading = undefined))
  return loading
}

async function load(): Promise<CurveCrypto> {
  const wasm = await loadLibsodiumCrypto()
  return (loaded = (await loadSodiumNativeCrypto(wasm)) ?? wasm)
}

/** libsodium in WebAssembly. Rejects with ENOTSUP where there is none, as under `--jitless`: libsodium itself would end the process. */
export async function loadLibsodiumCrypto(): Promise<CurveCrypto> {
  if (!('WebAssembly' in globalThis)) throw new ZmqError('ENOTSUP', 'CURVE needs WebAssembly, which this process does not have')
  const { LibsodiumCrypto } = await import('./libsodium-crypto.ts')
  // It has no types of its own; as an ES module it is a function that makes one, as CommonJS it is one that is soon ready.
  // @ts-expect-error: no types
  const { default: found } = (await import('libsodium')) as { default: (() => Promise<Libsodium>) | (Libsodium & { ready: Promise<void> }) }
  if (typeof found === 'function') return new LibsodiumCrypto(await found())
  await found.ready
  return new LibsodiumCrypto(found)
}

/** sodium-native for what is large, `small` for the rest. Undefined where it is not installed, does not load, or does not agree. */
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
 * By a name that bundlers do not see: they would refuse to make a bundle without what is not installed, and one with native code in it
 * finds it nowhere. It is looked for where the program runs.
 */
function importOptional(name: 'sodium-native'): Promise<unknown> {
  // eslint-disable-next-line no-restricted-syntax -- its type is the literal
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name)
}

/** Whether a large box of one opens in the other. */
function agree(one: CurveCrypto, other: CurveCrypto): boolean {
  const size = 1024
  const [key, nonce, bytes] = [new Uint8Array(32).fill(1), new Uint8Array(24).fill(2), new Uint8Array(size + 16).fill(3)]
  one.seal(key, nonce, bytes, 0, size)
  const back = one.open(key, nonce, Uint8Array.from(bytes), 0, bytes.length)
  const opened = other.open(key, nonce, bytes, 0, bytes.length) && bytes.subarray(16).every((byte) => byte === 3)
  other.wipe(key)
  return back && opened
}
