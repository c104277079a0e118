/**
 * Runs one engine over chunks and writes down all it did, as text that can be compared. Lets only ProtocolErrors pass.
 */
import type { AuthRequest, EngineOptions, EngineSink, Message, PeerInfo, Verdict } from '@tszmq/zmtp-codec'
import { DEFAULT_LIMITS, NULL, ProtocolError, ZmtpEngine } from '@tszmq/zmtp-codec'
import { hex, join } from './wire-bytes.ts'

/** Options of an engine for a test: a DEALER without name, under NULL, unless said otherwise. */
export function engineOptions(options: Partial<EngineOptions> = {}): EngineOptions {
  return {
    socketType: 'DEALER',
    routingId: new Uint8Array(0),
    properties: new Map(),
    mechanisms: [NULL],
    authenticate: false,
    limits: DEFAULT_LIMITS,
    ...options,
  }
}

export class EngineTrace implements EngineSink {
  readonly engine: ZmtpEngine
  /** What the sink was told, in order; a ProtocolError is the last. */
  readonly events: string[] = []
  /** Copies of the messages delivered. */
  readonly messages: Uint8Array[][] = []
  /** Copies of the contexts of PONGs. */
  readonly pongs: Uint8Array[] = []
  /** What the application was asked. */
  readonly requests: AuthRequest[] = []
  peer: PeerInfo | undefined
  error: ProtocolError | undefined
  readonly #verdict: Verdict | undefined
  readonly #sent: Uint8Array[] = []

  /** With a verdict, `authenticate` is answered at once. */
  constructor(options: Partial<EngineOptions> = {}, verdict?: Verdict) {
    this.#verdict = verdict
    this.engine = new ZmtpEngine(this, engineOptions(options))
  }

  /** Gives the engine chunks until it throws. A throw of anything but a ProtocolError is thrown on. */
  receive(...chunks: readonly Uint8Array[]): this {
    for (const chunk of chunks) this.attempt(() => this.engine.receive(chunk))
    return this
  }

  /** Calls something that may throw a ProtocolError, unless one was thrown already. */
  attempt(action: () => void): this {
    if (this.error !== undefined) return this
    try {
      action()
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.error = error
      this.events.push(`!${error.code}`)
    }
    return this
  }

  /** Takes and recycles; returns what this call took, as one piece. */
  take(): Uint8Array {
    const taken = join(...this.engine.take())
    this.engine.recycle()
    this.#sent.push(taken)
    return taken
  }

  /** All bytes taken so far, and what is still pending. */
  get sent(): Uint8Array {
    this.take()
    return join(...this.#sent)
  }

  /** Everything as one text. */
  toString(): string {
    return `${this.events.join('\n')}\n> ${hex(this.sent)}`
  }

  ready(peer: PeerInfo): void {
    this.peer = peer
    const properties = JSON.stringify([...peer.properties])
    const { version, mechanism, socketType, routingId, userId } = peer
    this.events.push(`ready ${[version, mechanism, socketType, hex(routingId), userId, properties].join(' ')}`)
  }

  message(message: Message): void {
    this.messages.push(message.map((frame) => Uint8Array.from(frame)))
    this.events.push(`message ${message.map(hex).join(',')}`)
  }

  ping(ttlMs: number): void {
    this.events.push(`ping ${ttlMs}`)
  }

  pong(context: Uint8Array): void {
    this.pongs.push(Uint8Array.from(context))
    this.events.push(`pong ${hex(context)}`)
  }

  authenticate(request: AuthRequest): void {
    this.requests.push({ ...request, credentials: request.credentials.map((each) => Buffer.from(each)) })
    this.events.push('authenticate')
    // From within `receive`, so an error takes the way of every other.
    if (this.#verdict !== undefined) this.engine.authorize(this.#verdict)
  }
}

/** Carries bytes both ways until neither side has any left. `change` sees each piece, numbered from 0. */
export function meet(one: EngineTrace, other: EngineTrace, change = (bytes: Uint8Array, _piece: number): Uint8Array => bytes): void {
  let piece = 0
  for (let moved = true; moved;) {
    moved = false
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const bytes = from.take()
      if (bytes.length === 0) continue
      moved = true
      to.receive(change(bytes, piece++))
    }
  }
}
