/** One direction of a proxy: receives a message only if it can be forwarded, and keeps one that could not be sent. */
import type { Message } from '@tszmq/zmtp-codec'
import type { DropReason } from '../pattern/pattern.ts'
import type { Socket } from './socket.ts'
import type { Traffic } from './traffic.ts'
import type { ZmqError } from '../events/zmq-error.ts'

/** Messages of one burst (libzmq's proxy_burst_size). */
const BURST = 1000

/** Why a message is dropped if sending it throws this code. Any other code ends the proxy. */
const UNSENDABLE: Readonly<Record<string, DropReason>> = { EHOSTUNREACH: 'unroutable', EINVAL: 'unexpected' }

/** A count of messages. */
export interface Count {
  /** Number of messages. */
  messages: number
  /** Bytes of their frames. */
  bytes: number
}

/** One end of a direction. */
export interface ProxyEnd {
  readonly socket: Socket
  readonly traffic: Traffic
}

/** Returns the message to forward, or undefined to drop it. */
export type DirectionHook = (message: Message) => Message | undefined

export class ProxyDirection {
  readonly received: Count = { messages: 0, bytes: 0 }
  readonly sent: Count = { messages: 0, bytes: 0 }
  readonly #from: Traffic
  readonly #to: ProxyEnd
  /** Gets a copy of each forwarded message. */
  capture: ProxyEnd | undefined = undefined
  readonly #hook: DirectionHook | undefined
  /** Both ends are one socket. It may be a REP, which is writable only after it has received, so `writable` is not checked first. */
  readonly #same: boolean
  /** A message that was received and could not be sent yet. */
  #unsent: Message | undefined = undefined
  #left = BURST

  constructor(from: ProxyEnd, to: ProxyEnd, hook: DirectionHook | undefined) {
    this.#from = from.traffic
    this.#to = to
    this.#hook = hook
    this.#same = from.socket === to.socket
  }

  /** Forwards what can be forwarded now. Returns true after each `BURST` messages: other code should have a turn then. */
  forward(): boolean {
    if (this.#unsent !== undefined && !this.#send(this.#unsent, size(this.#unsent))) return false
    const { pattern, inbox } = this.#from
    const to = this.#to.traffic.pattern
    for (; this.#left > 0; this.#left--) {
      if (!pattern.readable || !(this.#same || to.writable)) return false
      const message = inbox.tryReceive()
      if (message === undefined) return false
      const bytes = size(message)
      this.received.messages++
      this.received.bytes += bytes
      const passed = this.#hook === undefined ? message : this.#hook(message)
      if (passed === undefined) continue
      if (this.capture !== undefined) copy(this.capture, passed)
      // Its size is computed before it is sent: after that the message belongs to the receiver.
      if (!this.#send(passed, this.#hook === undefined ? bytes : size(passed))) return false
    }
    this.#left = BURST
    return true
  }

  /** Returns false if the message has to wait; it is kept then. */
  #send(message: Message, bytes: number): boolean {
    let sent: boolean
    try {
      sent = this.#to.traffic.outbox.trySend(message)
    } catch (error) {
      const reason = UNSENDABLE[(error as ZmqError).code]
      if (reason === undefined) throw error
      // A message that cannot be routed must not stop the traffic of other peers.
      this.#to.socket.dropped(reason, 1)
      this.#unsent = undefined
      return true
    }
    this.#unsent = sent ? undefined : message
    if (!sent) return false
    this.sent.messages++
    this.sent.bytes += bytes
    return true
  }
}

/** Sends a copy that shares the frames, in an array of its own: each receiver owns its array. */
function copy(end: ProxyEnd, message: Message): void {
  if (!end.traffic.outbox.trySend([...message])) end.socket.dropped('high-water-mark', 1)
}

function size(message: Message): number {
  let bytes = 0
  for (let i = 0; i < message.length; i++) bytes += (message[i] as Uint8Array).length
  return bytes
}
