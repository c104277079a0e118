/** What sessions, connecters and listeners may ask of their socket. They know nothing else of it. */
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
  /** Whom ZAP is asked through, and names in process are bound in. */
  readonly inproc: Inproc
  /** The socket's options; who needs them as they were keeps a copy. */
  readonly options: SocketOptionValues
  emit(event: Event): void
  /** Process warnings of the socket's context. */
  readonly warnings: Warnings
  /** Somebody looks at the events. */
  readonly observed: boolean
  dropped(reason: DropReason, count: number, pipe?: Pipe): void
  /** Messages that waited for the connection at `address` were lost with it, and the program had not asked to close that. */
  lost(count: number, address: string, pipe?: Pipe): void
  /** The end for who asked; its peer is for the socket, which `attach` gives it. `wire`: there will be a connection between. */
  makePipe(endpoint: string, wire: boolean): Pipe
  /** The socket begins to use its end of `pipe`. */
  attach(pipe: Pipe): void
  /** The socket is done with its end of `pipe`; it can still be read. */
  detach(pipe: Pipe): void
  /** The peer of an attached pipe is known, or known anew. */
  identified(pipe: Pipe, peer: PeerInfo, remote: string): void
  /** The connection of an attached pipe was lost and made anew. */
  hiccuped(pipe: Pipe): void
  /** `holder` will never connect again, by option: its endpoint may be connected to anew. */
  stopped(holder: EndpointHolder): void
}

/** One endpoint of a socket, bound or connected. */
export interface EndpointHolder {
  readonly endpoint: string
  /**
   * Ends it, by `disconnect()` or with its socket. What waits to be sent may take `linger` milliseconds more (-1: as long as it
   * takes). Resolves when all is gone.
   */
  close(linger: number, disconnected?: boolean): Promise<void>
  /** Messages that wait to be sent, and 1 for each connection whose transport holds bytes of them. */
  readonly unsent: number
  /** The process exits: sends what there is without the event loop. True: a moment later there may be room for more. */
  sendNow(): boolean
}

/** A transport with the address it should reach or listen at. */
export interface Place {
  readonly transport: Transport
  readonly address: string
  readonly endpoint: string
}
