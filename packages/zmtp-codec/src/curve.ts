/** The entry point for CURVE (RFC 25, 26). It is separate, so that a program without CURVE does not load it. */
export type { CurveClientOptions } from './curve-client.ts'
export type { CurveCrypto } from './curve-crypto.ts'
export type { CurveServerOptions } from './curve-server.ts'
export { curveClient } from './curve-client.ts'
export { curveServer } from './curve-server.ts'
