/** All valid pairs of stable socket types, each with the side that sends first. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'

export interface Pairing {
  readonly first: SocketTypeName
  readonly second: SocketTypeName
  /** `push`: one way. `publish`: one way, to subscribers. `talk`: each message is answered. `pour`: bytes both ways. */
  readonly flow: 'push' | 'publish' | 'talk' | 'pour'
  /** Frames the first puts before each message, and takes off each answer. */
  readonly prefix?: readonly string[]
  /** Frames of envelope that the second sees. */
  readonly strip?: number
  /** Messages that may be under way at once: one where the protocol goes in step, else less than a high-water mark. */
  readonly window?: number
}

const STEP = 1
const WINDOW = 500

export const PAIRINGS: readonly Pairing[] = [
  { first: 'PAIR', second: 'PAIR', flow: 'talk', window: WINDOW },
  { first: 'PUSH', second: 'PULL', flow: 'push' },
  { first: 'PUB', second: 'SUB', flow: 'publish' },
  { first: 'PUB', second: 'XSUB', flow: 'publish' },
  { first: 'XPUB', second: 'SUB', flow: 'publish' },
  { first: 'XPUB', second: 'XSUB', flow: 'publish' },
  { first: 'REQ', second: 'REP', flow: 'talk', window: STEP },
  { first: 'REQ', second: 'ROUTER', flow: 'talk', strip: 2, window: STEP },
  { first: 'DEALER', second: 'REP', flow: 'talk', prefix: [''], window: WINDOW },
  { first: 'DEALER', second: 'DEALER', flow: 'talk', window: WINDOW },
  { first: 'DEALER', second: 'ROUTER', flow: 'talk', strip: 1, window: WINDOW },
  { first: 'ROUTER', second: 'DEALER', flow: 'talk', prefix: ['second'], window: WINDOW },
  { first: 'ROUTER', second: 'ROUTER', flow: 'talk', prefix: ['second'], strip: 1, window: WINDOW },
  { first: 'STREAM', second: 'STREAM', flow: 'pour' },
]
