/** The ZMTP engine: greeting, handshake and traffic of one side. It speaks 3.1 and downgrades to 3.0, 2.0 and 1.0 like libzmq. */
import { decodeCommand, decodeError, decodePing, encodeCommand, encodeError, encodePing, MAX_TTL } from './command.ts'
import type { Command } from './command.ts'
import { Decoder } from './decoder.ts'
import type { DecoderSink, FrameDecoder } from './decoder.ts'
import { Encoder } from './encoder.ts'
import type { FrameEncoder } from './encoder.ts'
import type { Engine, EngineOptions, EngineSink, PeerInfo } from './engine.ts'
import type { Message } from './frame.ts'
import { latin1Text } from './bytes.ts'
import { allocate, EMPTY, latin1 } from './frame.ts'
import { Greeting } from './greeting.ts'
import type { ZmtpVersion } from './greeting.ts'
import { LegacyDecoder, LegacyEncoder } from './legacy-framing.ts'
import type { Cipher, Mechanism, Verdict } from './mechanism.ts'
import type { Properties } from './metadata.ts'
import { encodeProperties } from './metadata.ts'
import type { PageRange } from './page-range.ts'
import { correctPlainError } from './plain-mechanism.ts'
import { guardedCopy } from './pooled-memory.ts'
import { ProtocolError } from './protocol-error.ts'
import type { Run } from './run.ts'
import type { SharedMessage } from './shared-message.ts'
import { SOCKET_TYPES, mayTalk } from './socket-type.ts'

const MAX_ROUTING_ID = 255
const MAX_GROUP = 255

/** The COMMAND flag of a cipher. */
const SEALED_COMMAND = 2

/** Errors that an honest peer may cause, after which it is sent an ERROR command, also after the handshake. */
const REPORTED_ERRORS: readonly string[] = ['ERR_ZMTP_MESSAGE_SIZE', 'ERR_ZMTP_MESSAGE_PARTS', 'ERR_ZMTP_TOPIC_LENGTH']

/** libzmq omits the LONG flag, so the first byte of the long size, zero, is read as the size of a command. */
const UNFRAMED_SUBSCRIPTION =
  'an empty command: libzmq 4.3.4 and 4.3.5 send this for a subscription of 246 to 255 bytes, which they cannot frame; use shorter topics or another version'

/** greeting → handshake (3.x) or identity (2.0, 1.0) → traffic. Any state can change to refused. */
type State = 'greeting' | 'handshake' | 'identity' | 'traffic' | 'refused'

/** One side of a ZMTP connection. A peer that breaks the protocol is sent an ERROR command, if its version has one. */
export class ZmtpEngine implements Engine, DecoderSink {
  /** Number of unknown, well-formed commands. RFC 37: they are ignored. */
  ignoredCommands = 0
  readonly #sink: EngineSink
  readonly #options: EngineOptions
  #state: State = 'greeting'
  #version: ZmtpVersion = '3.1'
  #encoder: FrameEncoder = new Encoder()
  #decoder: FrameDecoder | undefined
  #greeting: Greeting | undefined
  #mechanism: Mechanism | undefined
  #mechanismName = ''
  #isPlainClient = false
  #cipher: Cipher | undefined
  /** True for the client's side of a mechanism with roles. */
  #isClient = false
  #verdict: Verdict | undefined
  #asked = false
  /** True in the state traffic if a message to the peer only has to be framed. */
  #onlyFrames = false
  /** True if a message from the peer only has to be passed on. */
  #onlyPasses = true
  #pong: Uint8Array | undefined

  constructor(sink: EngineSink, options: EngineOptions) {
    this.#sink = sink
    this.#options = options
    this.#greeting = new Greeting({
      socketType: SOCKET_TYPES.indexOf(options.socketType),
      routingIdLength: options.routingId.length,
      mechanisms: options.mechanisms,
      secure: options.authenticate || !options.mechanisms.some(({ name }) => name === 'NULL'),
    })
    this.#sendGreeting()
  }

  get pending(): number {
    return this.#encoder.pending + (this.#pong === undefined ? 0 : this.#pong.length + 2)
  }

  take(): Uint8Array[] {
    if (this.#pong !== undefined) {
      // Sealed at this point, since the nonces of a cipher must rise in the order of the wire.
      this.#sendCommand(this.#pong)
      this.#pong = undefined
    }
    return this.#encoder.take()
  }

  recycle(): void {
    this.#encoder.recycle()
  }

  destroy(): void {
    this.#state = 'refused'
    this.#mechanism?.destroy?.()
    this.#cipher?.destroy()
  }

  receive(chunk: Uint8Array, own = false): void {
    // A refused peer may send more until its connection is closed. It is ignored.
    if (this.#state === 'refused') return
    try {
      if (this.#decoder === undefined) this.#receiveGreeting(chunk)
      else this.#decoder.push(chunk, own)
    } catch (error) {
      if (error instanceof ProtocolError) this.#refuse(error)
      throw error
    }
  }

  #receiveGreeting(chunk: Uint8Array): void {
    const greeting = this.#greeting as Greeting
    let used: number
    try {
      used = greeting.receive(chunk)
    } finally {
      // RFC 37: a side that has read a whole greeting must send a whole one, even if the peer's is invalid.
      this.#sendGreeting()
    }
    if (greeting.version === undefined) return
    const decoder = this.#endGreeting(greeting)
    if (used < chunk.length) decoder.push(chunk.subarray(used))
  }

  pause(): void {
    if (this.#decoder !== undefined) this.#decoder.paused = true
  }

  resume(): void {
    this.#decoder?.resume()
  }

  send(message: Message): void {
    if (this.#onlyFrames) return this.#encoder.message(message)
    if (this.#state !== 'traffic') return
    if (this.#options.socketType === 'DISH') return this.#sendMembership(message)
    const first = message[0] as Uint8Array
    if (this.#subscribes() && message.length === 1 && first.length > 0 && (first[0] as number) <= 1) {
      return this.#sendCommand(encodeCommand(first[0] === 1 ? 'SUBSCRIBE' : 'CANCEL', first.subarray(1)))
    }
    const cipher = this.#cipher
    if (cipher === undefined) return this.#encoder.message(message)
    const encoder = this.#encoder as Encoder
    for (let i = 0; i < message.length; i++) {
      encoder.sealed(message[i] as Uint8Array, i < message.length - 1 ? 1 : 0, cipher)
    }
  }

  /** RFC 48: a DISH sends `[JOIN, group]` and `[LEAVE, group]` as commands. A RADIO receives them in the same form. */
  #sendMembership([name, group]: Message): void {
    if (this.#speaksCommands()) this.#sendCommand(encodeCommand(latin1Text(name as Uint8Array), group as Uint8Array))
  }

  sendShared(message: SharedMessage): void {
    if (this.#onlyFrames) this.#encoder.shared(message)
    else this.send(message.frames)
  }

  get takesRanges(): boolean {
    return this.#onlyFrames
  }

  sendRange(range: PageRange): void {
    this.#encoder.range(range)
  }

  ping(ttlMs: number): void {
    if (this.#speaksCommands()) this.#sendCommand(encodePing(Math.min(ttlMs, MAX_TTL), EMPTY))
  }

  error(reason: string): void {
    // RFC 37 has ERROR in handshakes only. A peer may ignore an unknown command, and libzmq ignores this one.
    if (this.#state === 'traffic' && this.#speaksCommands()) this.#sendCommand(encodeError(reason))
  }

  authorize(verdict: Verdict): void {
    if (this.#mechanism?.status !== 'authenticate') return
    if (verdict.status !== 200) {
      this.#state = 'refused'
      // RFC 27: 300 is a temporary error, for which no ERROR is sent.
      if (verdict.status !== 300) this.#encoder.command(encodeError(String(verdict.status)))
      throw new ProtocolError('ERR_ZMTP_REFUSED', `the peer was refused with status ${verdict.status}`, String(verdict.status))
    }
    this.#verdict = verdict
    this.#mechanism.authorize(verdict)
    try {
      this.#continueHandshake()
    } catch (error) {
      // The peer's part of the handshake may have waited for the verdict, and may be invalid.
      if (error instanceof ProtocolError) this.#refuse(error)
      throw error
    }
  }

  message(message: Message): void {
    if (this.#onlyPasses) return this.#sink.message(message)
    if (this.#state === 'identity') return this.#receiveIdentity(message)
    this.#checkTopic(message)
    this.#sink.message(message)
  }

  get room(): number {
    return this.#sink.room ?? 0
  }

  run(run: Run): void {
    this.#sink.run?.(run)
  }

  command(body: Uint8Array): void {
    if (!this.#speaksCommands()) {
      throw new ProtocolError('ERR_ZMTP_FRAME', `reserved bits in the flags of a ZMTP ${this.#version} frame (RFC 15)`)
    }
    if (this.#state === 'handshake') return this.#handshakeCommand(decodeCommand(this.#isPlainClient ? correctPlainError(body) : body))
    if (body.length === 0 && this.#publishes()) throw new ProtocolError('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED', UNFRAMED_SUBSCRIPTION)
    const command = decodeCommand(body)
    switch (command.name) {
      case 'PING': {
        const { ttlMs, context } = decodePing(command.data)
        // At most one PONG is pending, so a flood of PINGs costs no memory.
        this.#pong = encodeCommand('PONG', context)
        return this.#sink.ping(ttlMs)
      }
      case 'PONG':
        return this.#sink.pong(command.data)
      case 'SUBSCRIBE':
      case 'CANCEL':
        return this.#receiveSubscription(command)
      case 'JOIN':
      case 'LEAVE':
        if (this.#options.socketType !== 'RADIO') throw unexpected(command.name, this.#options.socketType)
        this.#checkGroup(command.data)
        return this.#sink.message([latin1(command.name), command.data])
      case 'ERROR': {
        const reason = decodeError(command.data)
        throw new ProtocolError('ERR_ZMTP_PEER_ERROR', `the peer closed the connection: ${reason}`, reason)
      }
      case 'READY':
      case 'HELLO':
      case 'WELCOME':
      case 'INITIATE':
      case 'MESSAGE':
        throw unexpected(command.name, this.#options.socketType)
      default:
        this.ignoredCommands++
    }
  }

  #sendGreeting(): void {
    for (const bytes of (this.#greeting as Greeting).take()) this.#encoder.raw(bytes)
  }

  #endGreeting(greeting: Greeting): FrameDecoder {
    const { limits, owned } = this.#options
    this.#greeting = undefined
    this.#version = greeting.version as ZmtpVersion
    if (this.#speaksCommands()) return this.#startHandshake(greeting)
    this.#state = 'identity'
    this.#onlyPasses = false
    if (this.#version === '2.0') this.#checkType(SOCKET_TYPES[greeting.peerType] ?? `number ${greeting.peerType}`)
    if (this.#version === '1.0') this.#useLegacyFraming(greeting)
    else {
      this.#decoder = new Decoder(this, limits, false, owned)
      this.#encoder.frame(this.#options.routingId, 0)
    }
    const decoder = this.#decoder as FrameDecoder
    if (greeting.unversioned) decoder.push(greeting.received)
    return decoder
  }

  /** An unversioned peer has read our signature as the header of the frame with our routing id, so only the body is sent. */
  #useLegacyFraming(greeting: Greeting): void {
    const encoder = new LegacyEncoder()
    for (const bytes of this.#encoder.take()) encoder.raw(bytes)
    if (greeting.unversioned) encoder.raw(this.#options.routingId)
    else encoder.frame(this.#options.routingId, 0)
    this.#encoder = encoder
    this.#decoder = new LegacyDecoder(this, this.#options.limits)
    this.#isUnversioned = greeting.unversioned
  }

  /** An unversioned peer does not send subscriptions. As in libzmq, a publisher treats it as subscribed to everything. */
  #isUnversioned = false

  #startHandshake(greeting: Greeting): FrameDecoder {
    const { mechanisms, properties, routingId, socketType, authenticate, limits, owned } = this.#options
    this.#state = 'handshake'
    const decoder = new Decoder(this, limits, true, owned)
    this.#decoder = decoder
    const { mechanism } = greeting
    if (mechanism === undefined) {
      const ours = mechanisms.map(({ name }) => JSON.stringify(name)).join(' or ')
      throw new ProtocolError(
        'ERR_ZMTP_MECHANISM_MISMATCH',
        `the peer wants mechanism ${JSON.stringify(greeting.peerMechanism)}, we want ${ours}`,
      )
    }
    this.#mechanismName = mechanism.name
    this.#isClient = mechanism.name !== 'NULL' && !mechanism.asServer
    this.#isPlainClient = this.#isClient && mechanism.name === 'PLAIN'
    const metadata = new Map<string, Uint8Array>([['Socket-Type', latin1(socketType)]])
    if (hasRoutingId(socketType)) metadata.set('Identity', routingId)
    for (const [name, value] of properties) metadata.set(name, latin1(value))
    this.#mechanism = mechanism.create({ metadata: encodeProperties(metadata), authenticate, limits })
    this.#continueHandshake()
    return decoder
  }

  #handshakeCommand(command: Command): void {
    if (command.name === 'ERROR') {
      const reason = decodeError(command.data)
      this.#state = 'refused'
      throw new ProtocolError('ERR_ZMTP_PEER_ERROR', `the peer refused the connection: ${reason}`, reason)
    }
    ;(this.#mechanism as Mechanism).receive(command)
    this.#continueHandshake()
  }

  /** Continues the handshake as far as possible. */
  #continueHandshake(): void {
    const mechanism = this.#mechanism as Mechanism
    // Checked before our metadata is sent: a client that gets READY from a server is accepted.
    if (mechanism.status !== 'authenticate' && mechanism.peer !== undefined) this.#checkPeer(mechanism.peer)
    for (let body = mechanism.next(); body !== undefined; body = mechanism.next()) this.#encoder.command(body)
    if (mechanism.status === 'authenticate' && !this.#asked && mechanism.request !== undefined) {
      this.#asked = true
      this.#sink.authenticate(mechanism.request)
      return
    }
    if (mechanism.status === 'ready' && this.#state === 'handshake') this.#endHandshake(mechanism)
  }

  #endHandshake(mechanism: Mechanism): void {
    const peer = mechanism.peer as Properties
    const { socketType, routingId } = this.#checkPeer(peer)
    const properties = new Map<string, string>()
    for (const [name, value] of peer) if (name !== 'identity') properties.set(name, latin1Text(value))
    for (const [name, value] of this.#verdict?.metadata ?? []) properties.set(name.toLowerCase(), value)
    const userId = this.#verdict?.userId ?? ''
    // `user-id` comes from the application only, not from the peer.
    properties.delete('user-id')
    if (userId !== '') properties.set('user-id', userId)
    const decoder = this.#decoder as Decoder
    this.#cipher = mechanism.cipher
    this.#mechanism = undefined
    decoder.endHandshake(this.#cipher)
    this.#start({
      version: this.#version,
      mechanism: this.#mechanismName,
      socketType,
      routingId,
      userId,
      properties,
    })
  }

  #receiveIdentity(message: Message): void {
    if (message.length !== 1) throw new ProtocolError('ERR_ZMTP_ROUTING_ID', 'an identity of several frames')
    const routingId = this.#checkRoutingId(message[0] as Uint8Array)
    const subscribesToAll = this.#isUnversioned && this.#publishes()
    this.#start({ version: this.#version, mechanism: 'NULL', socketType: '', routingId, userId: '', properties: new Map() })
    if (subscribesToAll) this.#sink.message([allocate(1).fill(1)])
  }

  #start(peer: PeerInfo): void {
    this.#state = 'traffic'
    this.#onlyFrames = this.#cipher === undefined && !this.#subscribes() && this.#options.socketType !== 'DISH'
    // Only publishers receive topics, whose length is limited.
    this.#onlyPasses = !this.#publishes()
    if (this.#onlyPasses && this.#sink.run !== undefined && this.#decoder instanceof Decoder) this.#decoder.enableRuns()
    this.#sink.ready(peer)
  }

  #checkPeer(peer: Properties): { socketType: string; routingId: Uint8Array } {
    const socketType = latin1Text(peer.get('socket-type') ?? EMPTY)
    this.#checkType(socketType)
    // RFC 37: the Identity of any other socket type is ignored.
    const identity = hasRoutingId(socketType) ? peer.get('identity') : undefined
    return { socketType, routingId: this.#checkRoutingId(identity ?? EMPTY) }
  }

  #checkType(peer: string): void {
    const { socketType } = this.#options
    if (mayTalk(socketType, peer)) return
    throw new ProtocolError('ERR_ZMTP_SOCKET_TYPE', `a ${socketType} socket cannot talk to ${JSON.stringify(peer)} (RFC 37)`)
  }

  /** Checks a routing id and returns a copy. RFC 37: 1 to 255 bytes. The first is not zero, since ids that a ROUTER generates begin with zero. */
  #checkRoutingId(routingId: Uint8Array): Uint8Array {
    if (routingId.length > MAX_ROUTING_ID) {
      throw new ProtocolError('ERR_ZMTP_ROUTING_ID', `a routing id of ${routingId.length} bytes exceeds ${MAX_ROUTING_ID}`)
    }
    if (routingId[0] === 0) throw new ProtocolError('ERR_ZMTP_ROUTING_ID', 'a routing id must not begin with a zero byte')
    return routingId.length === 0 ? EMPTY : guardedCopy(routingId)
  }

  #receiveSubscription(command: Command): void {
    if (!this.#publishes()) throw unexpected(command.name, this.#options.socketType)
    const message = allocate(1 + command.data.length)
    message[0] = command.name === 'SUBSCRIBE' ? 1 : 0
    message.set(command.data, 1)
    const form = [message]
    this.#checkTopic(form)
    this.#sink.message(form)
  }

  #checkTopic(message: Message): void {
    const first = message[0] as Uint8Array
    if (first.length - 1 <= this.#options.limits.maxTopicLength || (first[0] as number) > 1) return
    throw new ProtocolError(
      'ERR_ZMTP_TOPIC_LENGTH',
      `a topic of ${first.length - 1} bytes exceeds maxTopicLength ${this.#options.limits.maxTopicLength}`,
    )
  }

  /** RFC 37: a group has 0 to 255 bytes. */
  #checkGroup(group: Uint8Array): void {
    if (group.length <= MAX_GROUP) return
    const message = `a group of ${group.length} bytes exceeds ${MAX_GROUP} (RFC 37)`
    throw new ProtocolError('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED', message)
  }

  /** Sends the peer an ERROR if possible, and throws. */
  #refuse(error: ProtocolError): never {
    // During a handshake there is no cipher, so ERROR is in clear text. RFC 26: a client never sends one.
    if (this.#state === 'handshake' && !this.#isClient) this.#encoder.command(encodeError(error.message))
    if (REPORTED_ERRORS.includes(error.code)) this.error(error.message)
    this.#state = 'refused'
    throw error
  }

  #sendCommand(body: Uint8Array): void {
    if (this.#cipher === undefined) this.#encoder.command(body)
    else (this.#encoder as Encoder).sealed(body, SEALED_COMMAND, this.#cipher)
  }

  #publishes(): boolean {
    const { socketType } = this.#options
    return socketType === 'XPUB' || socketType === 'PUB'
  }

  #speaksCommands(): boolean {
    return this.#version === '3.1' || this.#version === '3.0'
  }

  /** RFC 37: SUBSCRIBE and CANCEL are commands in 3.1, and messages in older versions. */
  #subscribes(): boolean {
    const { socketType } = this.#options
    return this.#version === '3.1' && (socketType === 'SUB' || socketType === 'XSUB')
  }
}

/** Returns true for the types that send an Identity (RFC 37). ROUTER sends one as in libzmq, unlike the example of the RFC. */
function hasRoutingId(socketType: string): boolean {
  return socketType === 'REQ' || socketType === 'DEALER' || socketType === 'ROUTER'
}

function unexpected(command: string, socketType: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', `command ${command} to a ${socketType} socket after the handshake`)
}
