/** One way through a proxy. Takes a message only when it can be passed on; one that is refused all the same is kept, not lost. */
import type { Message } from '@tszmq/zmtp-codec'
import type { DropReason } from '../pattern/pattern.ts'
import type { Socket } from './socket.ts'
import type { Traffic } from './traffic.ts'
import type { ZmqError } from '../events/zmq-error.ts'

/** Messages of one burst, as libzmq's proxy_burst_size. */
const BURST = 1000

/** What a message is lost for when its receiver says that it can never be sent. Anything else ends the proxy. */
const UNSENDABLE: Readonly<Record<string, DropReason>> = { EHOSTUNREACH: 'unroutable', EINVAL: 'unexpected' }

/** Whole messages, and the bytes of their frames. */
export interface Count {
  messages: number
  bytes: number
}

/** One end of a direction. */
export interface ProxyEnd {
  readonly socket: Socket
  readonly traffic: Traffic
}

/** What becomes of a message on its way; undefined: it goes no further. */
export type DirectionHook = (message: Message) => Message | undefined

export class ProxyDirection {
  readonly received: Count = { messages: 0, bytes: 0 }
  readonly sent: Count = { messages: 0, bytes: 0 }
  readonly #from: Traffic
  readonly #to: ProxyEnd
  /** Gets a copy of what goes on. */
  capture: ProxyEnd | undefined = undefined
  readonly #hook: DirectionHook | undefined
  /** A REP that is both ends can send only once it has received: then nobody asks first. */
  readonly #same: boolean
  #kept: Message | undefined = undefined
  #left = BURST

  constructor(from: ProxyEnd, to: ProxyEnd, hook: DirectionHook | undefined) {
    this.#from = from.traffic
    this.#to = to
    this.#hook = hook
    this.#same = from.socket === to.socket
  }

  /** Forwards what can be forwarded now. True: a burst is over, however many calls it took, and others should have a turn. */
  forward(): boolean {
    if (this.#kept !== undefined && !this.#pass(this.#kept, size(this.#kept))) return false
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
      // Counted before it is passed on: from then on the message belongs to the receiver.
      if (!this.#pass(passed, this.#hook === undefined ? bytes : size(passed))) return false
    }
    this.#left = BURST
    return true
  }

  /** False: refused for now, and kept. */
  #pass(message: Message, bytes: number): boolean {
    let taken: boolean
    try {
      taken = this.#to.traffic.outbox.trySend(message)
    } catch (error) {
      const reason = UNSENDABLE[(error as ZmqError).code]
      if (reason === undefined) throw error
      // A peer that is gone, or sends what has no route, is no reason to stop serving the others.
      this.#to.socket.dropped(reason, 1)
      this.#kept = undefined
      return true
    }
    this.#kept = taken ? undefined : message
    if (!taken) return false
    this.sent.messages++
    this.sent.bytes += bytes
    return true
  }
}

/** The frames are shared, the list of them is not: each receiver owns its own. */
function copy(end: ProxyEnd, message: Message): void {
  if (!end.traffic.outbox.trySend([...message])) end.socket.dropped('high-water-mark', 1)
}

function size(message: Message): number {
  let bytes = 0
  for (let i = 0; i < message.length; i++) bytes += (message[i] as Uint8Array).length
  return bytes
}
