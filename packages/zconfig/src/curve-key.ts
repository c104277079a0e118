/** Reads a CURVE key from 32 bytes or 40 characters of Z85. Errors never contain the key. */
import { z85Decode } from '@tszmq/zmtp-codec'
import { ConfigError } from './config-error.ts'

const BYTES = 32
const CHARACTERS = 40
const NONE = new Uint8Array(BYTES)

export type CurveKey = string | Uint8Array

/** Returns a copy of the key's bytes. Throws ERR_CERT_KEY for any other value. */
export function curveKeyBytes(key: CurveKey, which: 'public' | 'secret', file?: string): Uint8Array {
  const refusal = (reason: string): ConfigError => new ConfigError('ERR_CERT_KEY', `the ${which} key ${reason}`, { file })
  if (key instanceof Uint8Array) {
    if (key.length !== BYTES) throw refusal(`has ${key.length} bytes, not ${BYTES}`)
    return Uint8Array.from(key)
  }
  if (typeof key !== 'string') throw refusal('is neither text nor bytes')
  if (key.length !== CHARACTERS) throw refusal(`has ${key.length} characters, not ${CHARACTERS}`)
  try {
    return Uint8Array.from(z85Decode(key))
  } catch {
    throw refusal('is no Z85')
  }
}

/** CZMQ writes 32 zeros for a missing key. */
export function isNoKey(key: Uint8Array): boolean {
  return sameKey(key, NONE)
}

/** Compares two keys in a time that depends on their length only. */
export function sameKey(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0)
  return difference === 0
}
