/** A peer as the application sees it: its identity, its queue, and its connection. */
import type { Bytes } from '@tszmq/zmtp-codec'
import { copyBytes } from '@tszmq/zmtp-codec/internal'
import type { Pipe } from '../pipe/pipe.ts'

/** A peer of a socket: the other end of one of its connections. Stays the same object when a connection is made again. */
export class Peer {
  readonly #pipe: Pipe

  private constructor(pipe: Pipe) {
    this.#pipe = pipe
  }

  /** @internal */
  static of(pipe: Pipe): Peer {
    return new Peer(pipe)
  }

  /** Its address, such as `tcp://127.0.0.1:50112`, or `inproc://name` in process. Empty while it is not connected. */
  get address(): string {
    return this.#pipe.remote
  }

  /** The endpoint of this socket that it belongs to, as it was bound or connected. */
  get endpoint(): string {
    return this.#pipe.endpoint
  }

  /** Its routing id: the id that a ROUTER or STREAM routes by, else the `routingId` that it announced. Empty if it has none. */
  get routingId(): Bytes {
    return copyBytes(this.#pipe.routingId ?? this.#pipe.info?.routingId ?? [])
  }

  /** Its socket type, such as `PUSH` or `DEALER`. Empty until the handshake is done. */
  get socketType(): string {
    return this.#pipe.info?.socketType ?? ''
  }

  /**
   * User id from its authentication; empty without one. A byte of a ZAP reply that is not UTF-8 becomes a lone surrogate: 0xe9 is U+DCE9.
   */
  get userId(): string {
    return this.#pipe.info?.userId ?? ''
  }

  /** Metadata of its handshake by name, in lower case. Includes the `X-` properties of the application. */
  get properties(): ReadonlyMap<string, string> {
    return this.#pipe.info?.properties ?? new Map<string, string>()
  }

  /** True while it is connected. */
  get connected(): boolean {
    return this.#pipe.open && this.#pipe.remote !== ''
  }

  /** Number of messages that wait to be sent to it. */
  get queueLength(): number {
    return this.#pipe.peer.waiting
  }

  /** Closes its connection. A socket that had connected to the peer connects again, except a STREAM. */
  close(): void {
    this.#pipe.close()
  }
}
