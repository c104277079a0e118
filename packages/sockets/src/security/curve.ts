/** CURVE, loaded when the first socket wants it: whoever does not use it does not carry its cryptography. */
import type { MechanismPlugin } from '@tszmq/zmtp-codec'
import { publicKeyFor } from './curve-options.ts'
import type { CurveKeys } from './curve-options.ts'

export interface Curve {
  mechanism(keys: CurveKeys): MechanismPlugin
}

let loading: Promise<Curve> | undefined
let loaded: Curve | undefined

/** CURVE if it has been loaded. */
export function curveLoaded(): Curve | undefined {
  return loaded
}

/** Rejects when the cryptography cannot be loaded. */
export function loadCurve(): Promise<Curve> {
  // A failure is no answer for ever: the next connection tries again.
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(): Promise<Curve> {
  const [{ curveClient, curveServer }, { loadCurveCrypto }] = await Promise.all([
    import('@tszmq/zmtp-codec/curve'),
    import('./curve-crypto.ts'),
  ])
  const crypto = await loadCurveCrypto()
  loaded = {
    mechanism(keys) {
      const { secretKey, serverKey } = keys
      // Not by node:crypto where that can be avoided: OpenSSL frees the text of a key that it has read without wiping it.
      const pair = { crypto, publicKey: publicKeyFor(keys, crypto), secretKey: secretKey.reveal() }
      return serverKey === undefined ? curveServer(pair) : curveClient({ ...pair, serverKey })
    },
  }
  return loaded
}
