/** Chooses the engine of a connection by the socket type and the framing of the conn. */
import type { Framing } from '@tszmq/transports'
import type { Engine, EngineOptions, EngineSink, MechanismPlugin } from '@tszmq/zmtp-codec'
import { ZmtpEngine } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import { ZmqError } from '../events/zmq-error.ts'
import type { SocketOptionValues } from '../options/options.ts'
import { RawEngine } from './raw-engine.ts'
import type { SocketPort } from '../socket/socket-port.ts'

/** Makes the engine of one connection. `sink` receives what the engine decodes. */
export type EngineFactory = (sink: EngineSink, options: EngineOptions) => Engine

/** Engines by the framing of the connections that have them. */
export type Engines = Readonly<Partial<Record<Framing, EngineFactory>>>

/** How the peer is authenticated. */
interface EngineSecurity {
  readonly mechanisms: MechanismPlugin[]
  readonly authenticate: boolean
}

/** The engines of this library. ZWS 2.0 will be that of `message`, and the engine of RADIO, DISH and DGRAM that of `datagram`. */
const ENGINES: Engines = {
  stream: (sink, options) => new ZmtpEngine(sink, options),
}

/** Most properties in the READY command of a peer. */
const MAX_PROPERTIES = 64

/** Throws EPROTONOSUPPORT if sockets of `port` have no engine for connections of this framing. */
export function checkEngine(port: SocketPort, framing: Framing, endpoint: string): void {
  if (port.type !== 'STREAM') factoryOf(port, framing, endpoint)
}

/** Makes the engine of one connection: raw bytes for STREAM, otherwise the engine of the framing. Throws EPROTONOSUPPORT. */
export function createEngine(
  port: SocketPort,
  framing: Framing,
  endpoint: string,
  sink: EngineSink,
  options: SocketOptionValues,
  security: EngineSecurity,
): Engine {
  if (port.type === 'STREAM') return new RawEngine(sink, options.notify, options.receiveMemory === 'owned')
  return factoryOf(port, framing, endpoint)(sink, engineOptions(port, options, security))
}

function factoryOf({ engines }: SocketPort, framing: Framing, endpoint: string): EngineFactory {
  const factory = engines[framing] ?? ENGINES[framing]
  if (factory !== undefined) return factory
  throw new ZmqError('EPROTONOSUPPORT', `there is no engine for ${endpoint}, whose connections have the framing '${framing}'`, {
    address: endpoint,
  })
}

function engineOptions({ type }: SocketPort, options: SocketOptionValues, { mechanisms, authenticate }: EngineSecurity): EngineOptions {
  return {
    socketType: type,
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
  }
}
