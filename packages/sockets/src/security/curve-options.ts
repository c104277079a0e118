/** The CURVE keys of an endpoint, checked. */
import { platform } from '#platform'
import type { SocketOptionValues } from '../options/options.ts'
import { ZmqError } from '../events/zmq-error.ts'
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import type { Cryptography } from '../platform/platform.ts'
import { loadedCurveCrypto } from './curve-crypto.ts'
import type { Secret } from './secret.ts'

export interface CurveKeys {
  /** As it was given; null if it was not. */
  readonly publicKey: Uint8Array | null
  readonly secretKey: Secret
  /** Client: the long-term public key of the server. Undefined for a server. */
  readonly serverKey: Uint8Array | undefined
}

/** Throws EINVAL if a key is missing, or if the public key does not match the secret one. */
export function checkKeys(options: SocketOptionValues, asServer: boolean): CurveKeys {
  const { curvePublicKey, curveSecretKey, curveServerKey } = options
  if (curveSecretKey === null) throw new ZmqError('EINVAL', 'CURVE needs curveSecretKey: make a pair with curveKeyPair()')
  if (!asServer && curveServerKey === null) {
    throw new ZmqError('EINVAL', 'a CURVE client needs curveServerKey, the public key of its server; a server sets curveServer')
  }
  // libsodium takes a fifth of the time of node:crypto, which parses a key file. A browser may have neither yet: see publicKeyFor.
  const publicKeyOf = (secret: Uint8Array): Uint8Array | undefined =>
    loadedCurveCrypto()?.publicKey(secret) ?? platform.cryptography.publicKeyOf(secret)
  if (curvePublicKey !== null) checkPair(curvePublicKey, knownPublicKey(curveSecretKey, publicKeyOf))
  return { publicKey: curvePublicKey, secretKey: curveSecretKey, serverKey: asServer ? undefined : (curveServerKey as Uint8Array) }
}

/** The public key of each secret, computed once. */
const publicKeys = new WeakMap<Secret, Uint8Array>()

/** Returns the public key of `keys`; `crypto` computes it the first time. Throws EINVAL if another one was given. */
export function publicKeyFor({ publicKey, secretKey }: CurveKeys, crypto: CurveCrypto): Uint8Array {
  const computed = knownPublicKey(secretKey, (secret) => crypto.publicKey(secret)) as Uint8Array
  if (publicKey !== null) checkPair(publicKey, computed)
  return computed
}

function knownPublicKey(secretKey: Secret, publicKeyOf: Cryptography['publicKeyOf']): Uint8Array | undefined {
  const publicKey = publicKeys.get(secretKey) ?? publicKeyOf(secretKey.reveal())
  if (publicKey !== undefined) publicKeys.set(secretKey, publicKey)
  return publicKey
}

/** `computed` is undefined if it cannot be computed yet. */
function checkPair(given: Uint8Array, computed: Uint8Array | undefined): void {
  if (computed === undefined || platform.cryptography.equal(given, computed)) return
  throw new ZmqError('EINVAL', 'curvePublicKey does not belong to curveSecretKey')
}
