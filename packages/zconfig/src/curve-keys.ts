/** Stand-in for `curveKeyPair` and `curvePublicKey` of @tszmq/sockets, to be replaced by them: the same signatures, X25519 of Node. */
/* eslint no-restricted-imports: off -- keys are secrets: their chance is never that of a Runtime */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z85Decode, z85Encode } from '@tszmq/zmtp-codec'

const PKCS8_HEADER = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** A new pair in Z85. */
export function curveKeyPair(): { publicKey: string; secretKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const { d } = privateKey.export({ format: 'jwk' })
  return { publicKey: z85Of(publicKey), secretKey: z85Encode(Buffer.from(d as string, 'base64url')) }
}

/** The public key of a secret key, both in Z85. */
export function curvePublicKey(secretKey: string): string {
  const der = Buffer.concat([PKCS8_HEADER, z85Decode(secretKey)])
  try {
    return z85Of(createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })))
  } finally {
    der.fill(0)
  }
}

function z85Of(publicKey: KeyObject): string {
  return z85Encode(Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url'))
}
