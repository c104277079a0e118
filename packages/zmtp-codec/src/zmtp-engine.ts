/**
 * One side of a ZMTP connection: greeting, handshake, traffic. Speaks 3.1 and steps down to 3.0, 2.0 and 1.0 as libzmq does.
 * Refuses peers that break the protocol or a limit, with ERROR and its reason where the peer can understand one.
 */
import { decodeCommand, decodeError, decodePing, encodeCommand, encodeError, encodePing, MAX_TTL } from './command.ts'
import type { Command } from './command.ts'
import { Decoder } from './decoder.ts'
import type { DecoderSink, FrameDecoder } from './decoder.ts'
import { Encoder } from './encoder.ts'
import type { FrameEncoder } from './encoder.ts'
import type { Engine, EngineOptions, EngineSink, PeerInfo } from './engine.ts'
import type { Message } from './frame.ts'
import { EMPTY, allocate, ascii, text } from './frame.ts'
import { Greeting } from './greeting.ts'
import type { ZmtpVersion } from './greeting.ts'
import { LegacyDecoder, LegacyEncoder } from './legacy-framing.ts'
import type { Cipher, Mechanism, Verdict } from './mechanism.ts'
import type { Properties } from './metadata.ts'
import { encodeProperties } from './metadata.ts'
import type { PageRange } from './page-range.ts'
import { mendPlainError } from './plain-mechanism.ts'
import { guardedCopy } from './pooled-memory.ts'
import { ProtocolError } from './protocol-error.ts'
import type { Run } from './run.ts'
import type { SharedMessage } from './shared-message.ts'
import { SOCKET_TYPES, mayTalk } from './socket-type.ts'

const MAX_ROUTING_ID = 255
const MAX_GROUP = 255

/** COMMAND as a cipher has it. */
const SEALED_COMMAND = 2

/** Limits of ours that a peer may exceed in good faith: it is told, also after the handshake. */
const TOLD: readonly string[] = ['ERR_ZMTP_MESSAGE_SIZE', 'ERR_ZMTP_MESSAGE_PARTS', 'ERR_ZMTP_TOPIC_LENGTH']

/** Their long size has no LONG flag, so its first byte, zero, is read as the size of a command. */
const UNFRAMED_SUBSCRIPTION =
  'an empty command: libzmq 4.3.4 and 4.3.5 send this for a subscription of 246 to 255 bytes, which they cannot frame; use shorter topics or another version'

/** greeting → handshake (3.x) or identity (2.0, 1.0) → traffic; refused from anywhere. */
type State = 'greeting' | 'handshake' | 'identity' | 'traffic' | 'refused'

export class ZmtpEngine implements Engine, DecoderSink {
  /** Well-formed commands that nobody knows: RFC 37 wants them ignored, we count them. */
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
  /** Under a mechanism with roles. */
  #isClient = false
  #verdict: Verdict | undefined
  #asked = false
  /** Nothing to do for a message but to frame it. Not before the handshake is done: it may be one that is to be sealed. */
  #plain = false
  /** Nothing to do with a message but to pass it on. */
  #open = true
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
      // Sealed last of all, because the nonces of a cipher must rise in the order of the wire.
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
    // Until its connection is closed, more may come from a peer that was refused: it is not heard.
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
      // RFC 37: who has read a whole greeting must send a whole one, whatever is wrong with what was read.
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
    if (this.#plain) return this.#encoder.message(message)
    if (this.#state !== 'traffic') return
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

  sendShared(message: SharedMessage): void {
    if (this.#plain) this.#encoder.shared(message)
    else this.send(message.frames)
  }

  get takesRanges(): boolean {
    return this.#plain
  }

  sendRange(range: PageRange): void {
    this.#encoder.range(range)
  }

  ping(ttlMs: number): void {
    if (this.#speaksCommands()) this.#sendCommand(encodePing(Math.min(ttlMs, MAX_TTL), EMPTY))
  }

  /** RADIO and DISH (RFC 48): tells the peer that a group was joined or left. */
  membership(joined: boolean, group: Uint8Array): void {
    if (this.#speaksCommands()) this.#sendCommand(encodeCommand(joined ? 'JOIN' : 'LEAVE', group))
  }

  error(reason: string): void {
    // RFC 37 has ERROR in handshakes only, and lets peers ignore commands that they do not know, as libzmq does with this one.
    if (this.#state === 'traffic' && this.#speaksCommands()) this.#sendCommand(encodeError(reason))
  }

  authorize(verdict: Verdict): void {
    if (this.#mechanism?.status !== 'authenticate') return
    if (verdict.status !== 200) {
      this.#state = 'refused'
      // RFC 27: 300 is a temporary error, which is answered by silence; the others are told.
      if (verdict.status !== 300) this.#encoder.command(encodeError(String(verdict.status)))
      throw new ProtocolError('ERR_ZMTP_REFUSED', `the peer was refused with status ${verdict.status}`, String(verdict.status))
    }
    this.#verdict = verdict
    this.#mechanism.authorize(verdict)
    try {
      this.#pump()
    } catch (error) {
      // The peer's part of the handshake may have waited for the verdict, and be wrong.
      if (error instanceof ProtocolError) this.#refuse(error)
      throw error
    }
  }

  message(message: Message): void {
    if (this.#open) return this.#sink.message(message)
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
    if (this.#state === 'handshake') return this.#handshakeCommand(decodeCommand(this.#isPlainClient ? mendPlainError(body) : body))
    if (body.length === 0 && this.#publishes()) throw new ProtocolError('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED', UNFRAMED_SUBSCRIPTION)
    const command = decodeCommand(body)
    switch (command.name) {
      case 'PING': {
        const { ttlMs, context } = decodePing(command.data)
        // One PONG at the most is ever pending, so a flood of PINGs costs nothing.
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
        return this.#sink.message([ascii(command.name), command.data])
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
    this.#open = false
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

  /** An unversioned peer has taken our signature for the header of the frame with our routing id: only its body is owed. */
  #useLegacyFraming(greeting: Greeting): void {
    const encoder = new LegacyEncoder()
    for (const bytes of this.#encoder.take()) encoder.raw(bytes)
    if (greeting.unversioned) encoder.raw(this.#options.routingId)
    else encoder.frame(this.#options.routingId, 0)
    this.#encoder = encoder
    this.#decoder = new LegacyDecoder(this, this.#options.limits)
    this.#phantom = greeting.unversioned
  }

  /** ZMTP 1.0 peers of old did not forward subscriptions: as libzmq does, they are taken to want everything. */
  #phantom = false

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
    const metadata = new Map<string, Uint8Array>([['Socket-Type', ascii(socketType)]])
    if (hasRoutingId(socketType)) metadata.set('Identity', routingId)
    for (const [name, value] of properties) metadata.set(name, ascii(value))
    this.#mechanism = mechanism.create({ metadata: encodeProperties(metadata), authenticate, limits })
    this.#pump()
    return decoder
  }

  #handshakeCommand(command: Command): void {
    if (command.name === 'ERROR') {
      const reason = decodeError(command.data)
      this.#state = 'refused'
      throw new ProtocolError('ERR_ZMTP_PEER_ERROR', `the peer refused the connection: ${reason}`, reason)
    }
    ;(this.#mechanism as Mechanism).receive(command)
    this.#pump()
  }

  /** Moves the handshake on as far as it goes. */
  #pump(): void {
    const mechanism = this.#mechanism as Mechanism
    // Before our own metadata goes out: who gets READY from a server believes to be in.
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
    for (const [name, value] of peer) if (name !== 'identity') properties.set(name, text(value))
    for (const [name, value] of this.#verdict?.metadata ?? []) properties.set(name.toLowerCase(), value)
    const userId = this.#verdict?.userId ?? ''
    // Who a peer is says nobody but whoever let it in.
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
    const phantom = this.#phantom && this.#publishes()
    this.#start({ version: this.#version, mechanism: 'NULL', socketType: '', routingId, userId: '', properties: new Map() })
    if (phantom) this.#sink.message([allocate(1).fill(1)])
  }

  #start(peer: PeerInfo): void {
    this.#state = 'traffic'
    this.#plain = this.#cipher === undefined && !this.#subscribes()
    // Only publishers get topics, whose length is limited.
    this.#open = !this.#publishes()
    if (this.#open && this.#sink.run !== undefined && this.#decoder instanceof Decoder) this.#decoder.takeRuns()
    this.#sink.ready(peer)
  }

  #checkPeer(peer: Properties): { socketType: string; routingId: Uint8Array } {
    const socketType = text(peer.get('socket-type') ?? EMPTY)
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

  /** RFC 37: 1 to 255 bytes that do not begin with zero, which is where a ROUTER's own ids begin. A copy, for it is kept. */
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

  /** RFC 37: a group is 0 to 255 bytes. */
  #checkGroup(group: Uint8Array): void {
    if (group.length <= MAX_GROUP) return
    const message = `a group of ${group.length} bytes exceeds ${MAX_GROUP} (RFC 37)`
    throw new ProtocolError('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED', message)
  }

  /** Tells the peer why, where it can understand it, and gives up on it. */
  #refuse(error: ProtocolError): never {
    // Half a handshake has no cipher yet: ERROR is always in clear text. RFC 26: a client never sends one.
    if (this.#state === 'handshake' && !this.#isClient) this.#encoder.command(encodeError(error.message))
    if (TOLD.includes(error.code)) this.error(error.message)
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

  /** RFC 37: SUBSCRIBE and CANCEL are commands from 3.1 on; before, they are messages. */
  #subscribes(): boolean {
    const { socketType } = this.#options
    return this.#version === '3.1' && (socketType === 'SUB' || socketType === 'XSUB')
  }
}

/** RFC 37: those that announce an Identity. ROUTER is among them as in libzmq, not as in the RFC's example. */
function hasRoutingId(socketType: string): boolean {
  return socketType === 'REQ' || socketType === 'DEALER' || socketType === 'ROUTER'
}

function unexpected(command: string, socketType: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', `command ${command} to a ${socketType} socket after the handshake`)
}
