/** A CURVE client and a CURVE server in memory: bytes go between them when a test says so, and it may change them on the way. */
import type { CurveCrypto, EngineOptions, MechanismPlugin, Verdict } from '@tszmq/zmtp-codec'
import { curveClient, curveServer } from '@tszmq/zmtp-codec/curve'
import { EngineTrace } from './engine-trace.ts'

/** 32 bytes each. */
export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

export function keyPair(crypto: CurveCrypto, fill?: number): KeyPair {
  const secretKey = new Uint8Array(32)
  if (fill === undefined) crypto.random(secretKey)
  else secretKey.fill(fill)
  return { publicKey: crypto.publicKey(secretKey), secretKey }
}

export class CurvePair {
  readonly crypto: CurveCrypto
  readonly serverKeys: KeyPair
  readonly clientKeys: KeyPair

  constructor(crypto: CurveCrypto) {
    this.crypto = crypto
    this.serverKeys = keyPair(crypto, 1)
    this.clientKeys = keyPair(crypto, 2)
  }

  /** Of a DEALER that knows the server, unless said otherwise. */
  client(options: Partial<EngineOptions> = {}, plugin = this.clientPlugin()): EngineTrace {
    return new EngineTrace({ socketType: 'DEALER', ...options, mechanisms: [plugin] })
  }

  /** Of a ROUTER. */
  server(verdict?: Verdict, options: Partial<EngineOptions> = {}): EngineTrace {
    return new EngineTrace({ socketType: 'ROUTER', ...options, mechanisms: [this.serverPlugin()] }, verdict)
  }

  clientPlugin(crypto = this.crypto, serverKey: Uint8Array = this.serverKeys.publicKey, keys = this.clientKeys): MechanismPlugin {
    return curveClient({ crypto, serverKey, ...keys })
  }

  serverPlugin(crypto = this.crypto, keys = this.serverKeys): MechanismPlugin {
    return curveServer({ crypto, ...keys })
  }
}
