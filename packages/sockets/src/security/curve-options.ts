/** The CURVE keys of an endpoint. Refuses keys that are missing, and pairs that do not belong together. */
import type { SocketOptionValues } from '../core/options.ts'
import { ZmqError } from '../core/zmq-error.ts'
import { loadedCurveCrypto } from './curve-crypto.ts'
import { publicKeyOf } from './curve-keys.ts'
import { nodeCrypto } from './node-crypto.ts'
import type { Secret } from './secret.ts'

export interface CurveKeys {
  readonly publicKey: Uint8Array
  readonly secretKey: Secret
  /** A client's: the long-term public key of the server it means to reach. Undefined: we are the server. */
  readonly serverKey: Uint8Array | undefined
}

/** Throws EINVAL. A public key that was not given is computed from the secret one. */
export function checkKeys(options: SocketOptionValues, asServer: boolean): CurveKeys {
  const { curvePublicKey, curveSecretKey, curveServerKey } = options
  if (curveSecretKey === null) throw new ZmqError('EINVAL', 'CURVE needs curveSecretKey: make a pair with curveKeyPair()')
  if (!asServer && curveServerKey === null) {
    throw new ZmqError('EINVAL', 'a CURVE client needs curveServerKey, the public key of its server; a server sets curveServer')
  }
  const publicKey = publicKeyFor(curveSecretKey)
  if (curvePublicKey !== null && !nodeCrypto().timingSafeEqual(publicKey, curvePublicKey)) {
    throw new ZmqError('EINVAL', 'curvePublicKey does not belong to curveSecretKey')
  }
  return { publicKey, secretKey: curveSecretKey, serverKey: asServer ? undefined : (curveServerKey as Uint8Array) }
}

/** Computed once for a secret, however many endpoints have it. */
const publicKeys = new WeakMap<Secret, Uint8Array>()

function publicKeyFor(secretKey: Secret): Uint8Array {
  let publicKey = publicKeys.get(secretKey)
  if (publicKey === undefined) {
    // libsodium takes a fifth of the time of node:crypto, which reads each key as a file.
    publicKey = loadedCurveCrypto()?.publicKey(secretKey.reveal()) ?? publicKeyOf(secretKey.reveal())
    publicKeys.set(secretKey, publicKey)
  }
  return publicKey
}
