/** The module `zeromq/v5-compat`: the API of zeromq.js up to version 5. */
import { curveKeyPair } from './library.ts'

export { version } from './library.ts'
export { Context } from './v5/context.ts'
export { proxy } from './v5/proxy.ts'
export { SHORT_OPTIONS as options } from './v5/short-option.ts'
export { createSocket, createSocket as socket, Socket } from './v5/socket.ts'
export type { Callback, SocketType } from './v5/socket.ts'
export * from './v5/constants.ts'

/** Creates a key pair for CURVE. */
export function curveKeypair(): { public: string; secret: string } {
  const { publicKey, secretKey } = curveKeyPair()
  return { public: publicKey, secret: secretKey }
}
