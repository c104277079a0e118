/** One end of an interop scenario, ours or libzmq's: a socket at a time, and what to do with it. The protocol of the peers. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'

/** Option properties, as zeromq.js calls them. The Python peer knows those it was taught. */
export type SideOptions = Readonly<Record<string, string | number | boolean>>

/** Messages that number themselves: `small` ones of many shapes, or `large` ones up to 16 MiB. See `trafficMessage`. */
export interface Traffic {
  readonly kind: 'small' | 'large'
  readonly count: number
}

/** What the peers' ZAP handlers let in, by PLAIN; by CURVE everybody. */
export const INTEROP_LOGIN = { plainUsername: 'joe', plainPassword: 'secret' } as const

export interface InteropSide {
  /** Binds a ZAP handler in its process, once: PLAIN and CURVE servers ask it from then on. */
  guard(): Promise<void>
  open(type: SocketTypeName, options: SideOptions): Promise<void>
  bind(endpoint: string): Promise<string>
  connect(endpoint: string): Promise<void>
  /** SUB subscribes, XSUB sends its subscription. */
  subscribe(topic: string): Promise<void>
  /** Publishes `probe`, so that a subscriber can tell when it is heard. */
  probe(): Promise<void>
  /** The frames of the next message as Latin-1. */
  receiveOne(): Promise<string[]>
  /** Sends the traffic, `prefix` in front of each message; every tenth one after a message to `decoy`, which nobody wants. */
  send(traffic: Traffic, prefix?: readonly string[], decoy?: string): Promise<void>
  /** Receives `count` messages, probes before them aside, and resolves to their digest without the first `strip` frames. */
  receive(count: number, strip: number, probed?: () => void): Promise<string>
  /** Sends the traffic and receives it back, with at most `window` messages under way; resolves to the digest of the replies. */
  ask(traffic: Traffic, prefix: readonly string[], window: number): Promise<string>
  /** Sends every message back to where it came from; resolves to the digest of all, without the first `strip` frames. */
  answer(count: number, strip: number): Promise<string>
  /** STREAM: after the peer came, sends `bytes` bytes and receives as many; resolves to their digest. */
  pour(bytes: number): Promise<string>
  /** STREAM: after the peer came, sends back what it gets until it was `bytes` bytes; resolves to their digest. */
  mirror(bytes: number): Promise<string>
  hangUp(): Promise<void>
}
