/** Options of a matching server and client, for each mechanism. */
import { curveKeyPair } from '../../src/index.ts'
import type { SocketOptions, Dealer } from '../../src/index.ts'

const server = curveKeyPair()
const client = curveKeyPair()

/** The client's long-term public key. */
export const CLIENT_KEY = client.publicKey

export const SERVER_OPTIONS: Record<'NULL' | 'PLAIN' | 'CURVE', SocketOptions<Dealer>> = {
  NULL: {},
  PLAIN: { plainServer: true },
  CURVE: { curveServer: true, curvePublicKey: server.publicKey, curveSecretKey: server.secretKey },
}

export const CLIENT_OPTIONS: Record<'NULL' | 'PLAIN' | 'CURVE', SocketOptions<Dealer>> = {
  NULL: {},
  PLAIN: { plainUsername: 'admin', plainPassword: 'password' },
  CURVE: { curveServerKey: server.publicKey, curvePublicKey: client.publicKey, curveSecretKey: client.secretKey },
}

export const MECHANISMS = ['NULL', 'PLAIN', 'CURVE'] as const
