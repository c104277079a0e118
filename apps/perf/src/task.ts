/** What one worker process is asked to do: plain data, so that it fits in an argument. */
import type { CurveCryptoName } from './curve-crypto.ts'
import type { CurveClientEnd, CurveEnds, CurveServerEnd } from './curve-ends.ts'
import type { LibraryName } from './library.ts'

/** `warmup` messages are handled before the clock starts with the last of them; `count` are measured. */
export interface Counted {
  readonly size: number
  readonly warmup: number
  readonly count: number
}

interface WithLibrary {
  readonly library: LibraryName
}

/** Under CURVE our own side is to have this cryptography. */
interface WithCrypto {
  readonly crypto?: CurveCryptoName
}

export interface PullTask extends Counted, WithLibrary, WithCrypto {
  readonly role: 'pull'
  readonly endpoint: string
  readonly attach: 'bind' | 'connect'
  readonly batches: boolean
  readonly curve?: CurveServerEnd
}

export interface PushTask extends Counted, WithLibrary, WithCrypto {
  readonly role: 'push'
  readonly endpoint: string
  readonly batches: boolean
  readonly curve?: CurveClientEnd
}

export interface ReplyTask extends Counted {
  readonly role: 'reply'
  readonly library: LibraryName | 'bare'
  readonly endpoint: string
}

export interface RequestTask extends Counted {
  readonly role: 'request'
  readonly library: LibraryName | 'bare'
  readonly endpoint: string
}

/** How a fan-out is sent and received. */
interface FanOut {
  /** By trySend() and batches(). */
  readonly batches: boolean
  /** All high-water marks are 0: nothing holds the publisher back. */
  readonly unlimited: boolean
}

export interface PublisherTask extends Counted, WithLibrary, FanOut {
  readonly role: 'publisher'
  readonly endpoint: string
}

export interface SubscribersTask extends Counted, WithLibrary, FanOut {
  readonly role: 'subscribers'
  readonly endpoint: string
  readonly subscribers: number
}

/** A PULL → PUSH proxy in a process of its own. */
export interface DeviceTask extends WithLibrary {
  readonly role: 'device'
  /** The actor instead of the bare proxy, where the library has one. */
  readonly actor?: boolean
  readonly frontend: string
  readonly backend: string
}

export interface InprocThroughputTask extends Counted, WithLibrary {
  readonly role: 'inproc-throughput'
  readonly batches: boolean
}

export interface InprocLatencyTask extends Counted, WithLibrary {
  readonly role: 'inproc-latency'
}

/** Two threads of one process; this task is that of both. */
export interface ThreadsThroughputTask extends Counted, WithLibrary {
  readonly role: 'threads-throughput'
  readonly batches: boolean
}

export interface ThreadsLatencyTask extends Counted, WithLibrary {
  readonly role: 'threads-latency'
}

export interface ProxyThroughputTask extends Counted, WithLibrary {
  readonly role: 'proxy-throughput'
}

/** Holds many accepted connections and does nothing with them. */
export interface HostTask extends WithLibrary {
  readonly role: 'host'
  readonly endpoint: string
}

/** Holds many outgoing connections and does nothing with them. */
export interface IdleConnectionsTask extends WithLibrary {
  readonly role: 'idle-connections'
  readonly endpoint: string
  readonly warmup: number
  readonly connections: number
}

export interface ChurnHostTask extends WithLibrary {
  readonly role: 'churn-host'
  readonly endpoint: string
}

export interface ChurnTask extends WithLibrary {
  readonly role: 'churn'
  readonly endpoint: string
  readonly warmup: number
  readonly cycles: number
}

export interface SoakPublisherTask extends WithLibrary {
  readonly role: 'soak-publisher'
  readonly endpoint: string
  readonly size: number
  readonly perSecond: number
}

/** With `pauseMs` each subscriber rests that long after every message. */
export interface SoakSubscribersTask extends WithLibrary {
  readonly role: 'soak-subscribers'
  readonly endpoint: string
  readonly subscribers: number
  readonly pauseMs: number
}

/** `count` handshakes are measured, after `warmup` more. */
export interface HandshakesTask extends WithLibrary, WithCrypto {
  readonly role: 'handshakes'
  readonly warmup: number
  readonly count: number
  readonly curve: CurveEnds
}

export interface HandshakesInMemoryTask extends WithLibrary, WithCrypto {
  readonly role: 'handshakes-in-memory'
  readonly warmup: number
  readonly count: number
  readonly curve: CurveEnds
}

/** `lives` starts and destroys `count` actors; the others send them commands. */
export interface ActorsTask extends Counted, WithLibrary {
  readonly role: 'actors'
  readonly way: 'loop' | 'thread' | 'pipelined' | 'lives'
}

/** `count` calls of timers that all have one beat, or four between them. */
export interface TimersTask extends Counted, WithLibrary {
  readonly role: 'timers'
  readonly way: 'alike' | 'mixed'
}

export type Task =
  | PullTask
  | PushTask
  | ReplyTask
  | RequestTask
  | PublisherTask
  | SubscribersTask
  | DeviceTask
  | InprocThroughputTask
  | InprocLatencyTask
  | ThreadsThroughputTask
  | ThreadsLatencyTask
  | ProxyThroughputTask
  | HostTask
  | IdleConnectionsTask
  | ChurnHostTask
  | ChurnTask
  | SoakPublisherTask
  | SoakSubscribersTask
  | HandshakesTask
  | HandshakesInMemoryTask
  | ActorsTask
  | TimersTask
