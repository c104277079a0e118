/** Connections that are right from their first byte to their first message, as plain data: `vectors/handshakes.json` holds them. */
import { EngineTrace } from './engine-trace.ts'
import { GOLDEN_HANDSHAKES } from './golden-handshakes.ts'
import { hex } from './wire-bytes.ts'

/** One connection as the side under test sees it. Bytes are lower-case hexadecimal. */
export interface HandshakeVector {
  readonly name: string
  /** The type of the socket under test, e.g. `DEALER`. */
  readonly socketType: string
  /** Its mechanism. PLAIN has the user name `user` and the password `pass`. */
  readonly mechanism: 'NULL' | 'PLAIN'
  /** True if it is the server of the mechanism. */
  readonly asServer: boolean
  /** All that the peer sends, with a whole message at the end. */
  readonly receives: string
  /** The type of a peer of ZMTP 3, empty for older ones; and its routing id, empty for types that have none. */
  readonly peer: { readonly socketType: string; readonly routingId: string }
  /** The messages that reach the application, each as its frames. */
  readonly delivers: readonly (readonly string[])[]
}

/** The vectors of NULL and PLAIN. CURVE has none here: its bytes depend on random numbers of both sides. */
export function handshakeVectors(): HandshakeVector[] {
  return GOLDEN_HANDSHAKES.flatMap(({ name, options, bytes }) => {
    const mechanism = options.mechanisms?.[0]?.name ?? 'NULL'
    if (mechanism === 'CURVE') return []
    const { peer, messages } = new EngineTrace(options, { status: 200 }).receive(bytes)
    return {
      name,
      socketType: options.socketType,
      mechanism: mechanism as 'NULL' | 'PLAIN',
      asServer: options.mechanisms?.[0]?.asServer ?? false,
      receives: hex(bytes),
      peer: { socketType: peer?.socketType ?? '', routingId: hex(peer?.routingId ?? new Uint8Array(0)) },
      delivers: messages.map((message) => message.map((frame) => hex(frame))),
    }
  })
}
