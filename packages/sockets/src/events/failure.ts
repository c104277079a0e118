/** Makes a warning of each event that reports a failure: its code, its subject, and what to do. */
import { ProtocolError, peersOf } from '@tszmq/zmtp-codec'
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { printable } from '../route/routing-table.ts'
import type { Event, EventOfType } from './event.ts'
import type { WarningCode } from './warning-table.ts'

/** The warning for an event. */
export interface Failure {
  readonly code: WarningCode
  /** The endpoint, with the host of the peer if there is one. The warning is printed once for it. */
  readonly about: string
  readonly text: string
}

type Located = Extract<Event, { readonly address: string }>

/** Returns undefined for events that report no failure, and for peers that the program itself rejected. */
export function failureOf(event: Event, type: SocketTypeName): Failure | undefined {
  switch (event.type) {
    case 'handshake:error:protocol':
    case 'disconnect':
      return event.error === undefined ? undefined : ofPeer(event, event.error, type)
    case 'handshake:error:auth':
      return ofRefusal(event)
    case 'handshake:error:other':
      return ofHandshake(event)
    case 'accept:error':
      return failure('ZMQ_LIMIT', event, event.error, 'The peer will try again; until then it is not served.')
    case 'connect:stalled':
      return ofStalled(event)
    case 'routing-id:taken':
      return ofTakenName(event)
    default:
      return undefined
  }
}

/** A peer broke the protocol or a limit. Network errors are not failures, since the connection is made again. */
function ofPeer(event: Located, error: Error, type: SocketTypeName): Failure | undefined {
  switch (codeOf(error)) {
    case 'ERR_ZMTP_SOCKET_TYPE':
      return failure(
        'ZMQ_SOCKET_TYPE',
        event,
        error,
        `${type} connects to ${peersOf(type).join(' and ')}: check the endpoints of both sides.`,
      )
    case 'ERR_ZMTP_MECHANISM_MISMATCH':
      return failure('ZMQ_MECHANISM', event, error, 'Set the same kind of security options on both sides: curve…, plain… or none.')
    case 'ERR_ZMTP_CRYPTOGRAPHIC':
    case 'ERR_ZMTP_KEY_EXCHANGE':
      if (event.type === 'disconnect') return ofProtocol(event, error)
      return failure('ZMQ_SERVER_KEY', event, error, 'The curveServerKey of the client must be the public key of the server.')
    case 'ERR_ZMTP_MESSAGE_SIZE':
      return failure(
        'ZMQ_MESSAGE_SIZE',
        event,
        error,
        'The message was dropped, and its connection closed. Raise maxMessageSize of this socket, or send smaller messages.',
      )
    case 'ERR_ZMTP_MESSAGE_PARTS':
      return failure(
        'ZMQ_MESSAGE_SIZE',
        event,
        error,
        'The message was dropped, and its connection closed. Raise maxMessageParts of this socket, or send fewer frames.',
      )
    case 'ERR_ZMTP_TOPIC_LENGTH':
    case 'ERR_ZMTP_HANDSHAKE_SIZE':
    case 'ERR_ZMTP_SUBSCRIPTIONS':
      return failure('ZMQ_LIMIT', event, error, 'The connection was closed. Raise the limit if you trust the peer.')
    case 'ERR_ZMTP_PEER_ERROR':
      return ofPeerError(event, error as ProtocolError)
    case 'EISCONN':
      return ofTaken(event, error)
    default:
      if (/^ERR_ZAP_/.test(codeOf(error))) return failure('ZMQ_ZAP', event, error, 'The peer was rejected. Correct the ZAP handler.')
      return error instanceof ProtocolError ? ofProtocol(event, error) : undefined
  }
}

function ofProtocol(event: Located, error: Error): Failure {
  return failure(
    'ZMQ_PROTOCOL',
    event,
    error,
    'The connection was closed. The peer may not be a ZeroMQ program, or it breaks the protocol.',
  )
}

/** The peer closed the connection with an ERROR command. The texts are those of this library, the only one that sends them. */
function ofPeerError(event: Located, error: ProtocolError): Failure {
  const { reason = '' } = error
  if (/ of HELLO /.test(reason)) return failure('ZMQ_SERVER_KEY', event, error, 'curveServerKey must be the public key of that server.')
  if (/cannot talk to/.test(reason)) return failure('ZMQ_SOCKET_TYPE', event, error, 'Check the endpoints of both sides.')
  if (isTooLarge(reason)) {
    return failure(
      'ZMQ_MESSAGE_SIZE',
      event,
      error,
      'The message is lost. Raise that limit on the receiving side, or send smaller messages.',
    )
  }
  if (/ one peer at a time/.test(reason)) return ofTaken(event, error)
  return failure('ZMQ_PROTOCOL', event, error, 'See the log of the peer.')
}

function ofTaken(event: Located, error: Error): Failure {
  return failure('ZMQ_PAIR', event, error, 'For several peers use DEALER, ROUTER, or PUB and SUB.')
}

/** True if the reason in an ERROR command is that a message exceeded a limit of the peer. */
export function isTooLarge(reason: string): boolean {
  return / exceeds maxMessage(Size|Parts)/.test(reason)
}

/** The peer rejected this socket. Peers that this socket rejects are a decision of the program, and no failure. */
function ofRefusal(event: EventOfType<'handshake:error:auth'>): Failure | undefined {
  if (codeOf(event.error) !== 'ERR_ZMTP_PEER_ERROR' || event.error.status === 300) return undefined
  const refused = event.error.status === 400 ? 'refused our credentials' : 'could not decide about our credentials'
  const advice = event.error.status === 400 ? 'Correct the user name, password or keys' : 'See the log of the server'
  return {
    code: 'ZMQ_REFUSED',
    about: aboutOf(event),
    text: `${event.address} ${refused} (${event.error.status}). ${advice}; it is tried again at intervals that grow to half a minute (see stopWhenRefused).`,
  }
}

function ofHandshake(event: EventOfType<'handshake:error:other'>): Failure | undefined {
  switch (event.error.code) {
    // Whoever looks whether a port is open does so, and a program that ends. A lasting failure is told as connect:stalled.
    case 'ECONNRESET':
      return undefined
    case 'EISCONN':
      return ofTaken(event, event.error)
    case 'ETIMEDOUT':
      return failure('ZMQ_HANDSHAKE', event, event.error, 'The peer may not speak ZMTP, or may speak another mechanism.')
    case 'EMFILE':
      return failure('ZMQ_LIMIT', event, event.error, 'Peers may be too slow, or too many: see maxPendingHandshakes.')
    default:
      // What a callback did wrong has a warning of its own: ZMQ_AUTHENTICATE.
      if (!/^(the|no) ZAP handler /.test(event.error.message)) return undefined
      return failure('ZMQ_ZAP', event, event.error, 'The peer was refused. Bind a ZAP handler, or set authenticate, before peers come.')
  }
}

function ofTakenName(event: EventOfType<'routing-id:taken'>): Failure {
  const { address, remote = '', routingId, holder } = event
  const name = printable(routingId)
  return {
    code: 'ZMQ_ROUTING_ID',
    about: `${aboutOf(event)} ${name}`,
    text: `${address} (peer ${remote}): the routing id ${name} is in use by the peer ${holder}. What the newer peer sends is not received until the id is free: give each peer an id of its own, or set handover.`,
  }
}

function ofStalled(event: EventOfType<'connect:stalled'>): Failure | undefined {
  const { address, error, waiting } = event
  // Told when it happened.
  if (error instanceof ProtocolError) return undefined
  const queue = waiting === 0 ? '' : waiting === 1 ? ' One message waits for it.' : ` ${waiting} messages wait for it.`
  const reason = error === undefined ? '' : `: ${error.message}`
  const [code, advice] = address.startsWith('inproc://') ? stalledInProcess(error) : stalledBecause(error)
  return { code, about: address, text: `${address} has had no connection for 10 seconds${reason}.${queue} ${advice} It is tried again.` }
}

function stalledInProcess(error: Error | undefined): [code: WarningCode, advice: string] {
  if (error === undefined) return ['ZMQ_NOT_CONNECTED', 'Bind that name in the same context.']
  return ['ZMQ_OTHER_CONTEXT', 'Give both sockets the same context, or use ipc or tcp.']
}

function stalledBecause(error: Error | undefined): [code: WarningCode, advice: string] {
  if (/^(ENOTFOUND|EAI_)/.test(codeOf(error?.cause))) return ['ZMQ_UNRESOLVED', 'Correct the name, or the resolver of this host.']
  switch (codeOf(error)) {
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return ['ZMQ_UNREACHABLE', 'Check the address and the routes.']
    case 'ECONNRESET':
    case 'ETIMEDOUT':
      if (error?.name !== 'ZmqError') break
      return ['ZMQ_HANDSHAKE', 'What listens there may not speak ZMTP, or refuses this socket type, mechanism or key without a reason.']
    case 'EMFILE':
    case 'ENFILE':
      return ['ZMQ_LIMIT', 'Close what is not needed, or raise the limit of open files (ulimit -n).']
  }
  return ['ZMQ_NOT_CONNECTED', 'Start the side that binds, or correct the endpoint.']
}

function failure(code: WarningCode, event: Located, error: Error, advice: string): Failure {
  const { address } = event
  const remote = remoteOf(event)
  const peer = remote === '' || remote === address ? '' : ` (peer ${remote})`
  return { code, about: aboutOf(event), text: `${address}${peer}: ${error.message}. ${advice}` }
}

/** Without the port of the peer, which is another one with each connection that it makes. */
function aboutOf(event: Located): string {
  return `${event.address} ${remoteOf(event).replace(/:[^:\]/]*$/, '')}`
}

function remoteOf(event: Located): string {
  return 'remote' in event ? (event.remote ?? '') : ''
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : ''
}
