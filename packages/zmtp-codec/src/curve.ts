/** The door to CURVE (RFC 25, 26), apart from the main one: who does not use it does not carry it. */
export type { CurveClientOptions } from './curve-client.ts'
export type { CurveCrypto } from './curve-crypto.ts'
export type { CurveServerOptions } from './curve-server.ts'
export { curveClient } from './curve-client.ts'
export { curveServer } from './curve-server.ts'
