/** The CURVE keys of an endpoint. Refuses keys that are missing, and pairs that do not belong together. */
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
  /** A client's: the long-term public key of the server it means to reach. Undefined: we are the server. */
  readonly serverKey: Uint8Array | undefined
}

/** Throws EINVAL. The public key is compared with the secret one if it was given. */
export function checkKeys(options: SocketOptionValues, asServer: boolean): CurveKeys {
  const { curvePublicKey, curveSecretKey, curveServerKey } = options
  if (curveSecretKey === null) throw new ZmqError('EINVAL', 'CURVE needs curveSecretKey: make a pair with curveKeyPair()')
  if (!asServer && curveServerKey === null) {
    throw new ZmqError('EINVAL', 'a CURVE client needs curveServerKey, the public key of its server; a server sets curveServer')
  }
  // libsodium takes a fifth of the time of node:crypto, which reads each key as a file. A browser has neither at first: see publicKeyFor.
  const publicKeyOf = (secret: Uint8Array): Uint8Array | undefined =>
    loadedCurveCrypto()?.publicKey(secret) ?? platform.cryptography.publicKeyOf(secret)
  if (curvePublicKey !== null) checkPair(curvePublicKey, knownPublicKey(curveSecretKey, publicKeyOf))
  return { publicKey: curvePublicKey, secretKey: curveSecretKey, serverKey: asServer ? undefined : (curveServerKey as Uint8Array) }
}

/** Computed once for a secret, however many endpoints have it. */
const publicKeys = new WeakMap<Secret, Uint8Array>()

/** The public key of `keys`, computed by `crypto` if that was not done before. Throws EINVAL if another one was given. */
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
