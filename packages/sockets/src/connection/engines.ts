/** The engines of connections: raw bytes for STREAM, ZMTP for all other socket types. */
import type { Engine, EngineSink, MechanismPlugin, SocketTypeName } from '@tszmq/zmtp-codec'
import { ZmtpEngine } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import type { SocketOptionValues } from '../options/options.ts'
import { RawEngine } from './raw-engine.ts'

/** Most properties in the READY command of a peer. */
const MAX_PROPERTIES = 64

/** How the peer is authenticated. */
interface EngineSecurity {
  readonly mechanisms: MechanismPlugin[]
  readonly authenticate: boolean
}

export function rawEngine(sink: EngineSink, options: SocketOptionValues): RawEngine {
  return new RawEngine(sink, options.notify, options.receiveMemory === 'owned')
}

export function zmtpEngine(
  sink: EngineSink,
  socketType: SocketTypeName,
  options: SocketOptionValues,
  { mechanisms, authenticate }: EngineSecurity,
): Engine {
  return new ZmtpEngine(sink, {
    socketType,
    routingId: options.routingId ?? EMPTY,
    properties: new Map(Object.entries(options.metadata ?? {})),
    mechanisms,
    authenticate,
    limits: {
      maxMessageSize: options.maxMessageSize < 0 ? Infinity : options.maxMessageSize,
      maxMessageParts: options.maxMessageParts,
      maxHandshakeSize: options.maxHandshakeSize,
      maxProperties: MAX_PROPERTIES,
      maxTopicLength: options.maxTopicLength,
    },
    owned: options.receiveMemory === 'owned',
  })
}
