/** The CURVE mechanism, loaded when the first socket uses it. */
import type { MechanismPlugin } from '@tszmq/zmtp-codec'
import { publicKeyFor } from './curve-options.ts'
import type { CurveKeys } from './curve-options.ts'

export interface Curve {
  mechanism(keys: CurveKeys): MechanismPlugin
}

let loading: Promise<Curve> | undefined
let loaded: Curve | undefined

/** Returns CURVE if it is loaded. */
export function curveLoaded(): Curve | undefined {
  return loaded
}

/** Loads CURVE once. Rejects if its cryptography cannot be loaded. */
export function loadCurve(): Promise<Curve> {
  // After a failure the next connection tries again.
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
      // Not with node:crypto if that can be avoided: OpenSSL frees the text of a key that it has read without wiping it.
      const pair = { crypto, publicKey: publicKeyFor(keys, crypto), secretKey: secretKey.reveal() }
      return serverKey === undefined ? curveServer(pair) : curveClient({ ...pair, serverKey })
    },
  }
  return loaded
}
