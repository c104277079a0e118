/** A socket as its sessions, connecters and binders see it. */
import type { PeerInfo, SocketTypeName } from '@tszmq/zmtp-codec'
import type { Transport } from '@tszmq/transports'
import type { Engines } from '../connection/engine-factory.ts'
import type { Event } from '../events/event.ts'
import type { Flusher } from '../pipe/flusher.ts'
import type { SocketOptionValues } from '../options/options.ts'
import type { DropReason } from '../pattern/pattern.ts'
import type { Inproc } from '../inproc/inproc.ts'
import type { Pipe } from '../pipe/pipe.ts'
import type { ReadBudget } from '../pipe/read-budget.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Warnings } from '../events/warnings.ts'

export interface SocketPort {
  readonly type: SocketTypeName
  readonly runtime: Runtime
  readonly flusher: Flusher
  readonly readBudget: ReadBudget
  /** Engines that the program gave to the context, by framing. */
  readonly engines: Engines
  /** The inproc directory of the context; ZAP requests go through it too. */
  readonly inproc: Inproc
  /** The options of the socket, which change: endpoints copy them. */
  readonly options: SocketOptionValues
  emit(event: Event): void
  /** Process warnings of the socket's context. */
  readonly warnings: Warnings
  /** True if the program or a monitor uses the events. */
  readonly observed: boolean
  dropped(reason: DropReason, count: number, pipe?: Pipe): void
  /** Messages were lost because the connection at `address` ended without the program asking for it. */
  lost(count: number, address: string, pipe?: Pipe): void
  /** Returns the session end of a new pipe. `attach` gives its peer to the socket. `wire`: a connection will be between the ends. */
  makePipe(endpoint: string, wire: boolean): Pipe
  /** Gives the socket end `pipe` to the socket. */
  attach(pipe: Pipe): void
  /** The socket writes no more to its end `pipe`. Unread messages can still be read. */
  detach(pipe: Pipe): void
  /** The peer of an attached pipe is known, for the first time or after a reconnect. */
  identified(pipe: Pipe, peer: PeerInfo, remote: string): void
  /** The connection of an attached pipe was made again. */
  hiccuped(pipe: Pipe): void
  /** `holder` never connects again, because of an option. */
  stopped(holder: EndpointHolder): void
}

/** One endpoint of a socket, bound or connected. */
export interface EndpointHolder {
  readonly endpoint: string
  /**
   * Closes it, because of `disconnect()`, `unbind()` or `close()`. Queued messages are still sent, for at most `linger` milliseconds (-1: no
   * limit). Resolves when all connections have ended.
   */
  close(linger: number, disconnected?: boolean): Promise<void>
  /** Number of messages that wait to be sent, plus 1 for each connection whose transport holds bytes. */
  readonly unsent: number
  /** Sends queued messages at the exit of the process, without the event loop. Returns true if there may be room for more soon. */
  sendNow(): boolean
}

/** A transport and the address to connect to or to listen at. */
export interface Place {
  readonly transport: Transport
  readonly address: string
  readonly endpoint: string
}
