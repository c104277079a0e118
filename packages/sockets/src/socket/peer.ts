/** A peer as the application sees it: who it is, how much waits for it, and how to part with it. */
import type { Bytes } from '@tszmq/zmtp-codec'
import { copyBytes } from '@tszmq/zmtp-codec/internal'
import type { Pipe } from '../pipe/pipe.ts'

export class Peer {
  readonly #pipe: Pipe

  private constructor(pipe: Pipe) {
    this.#pipe = pipe
  }

  /** @internal */
  static of(pipe: Pipe): Peer {
    return new Peer(pipe)
  }

  /** Where it is, e.g. `tcp://127.0.0.1:50112`; `inproc://name` in process; '' while not connected. */
  get address(): string {
    return this.#pipe.remote
  }

  /** The endpoint of ours it came through: as bound or as connected to. */
  get endpoint(): string {
    return this.#pipe.endpoint
  }

  /** Its name: what a ROUTER or STREAM routes by, else what it called itself; empty when it did not. */
  get routingId(): Bytes {
    return copyBytes(this.#pipe.routingId ?? this.#pipe.info?.routingId ?? [])
  }

  /** `PUSH`, `DEALER` …; '' while not known. */
  get socketType(): string {
    return this.#pipe.info?.socketType ?? ''
  }

  /** Who it was authenticated as; '' without authentication. Octets of ZAP that are no UTF-8 are lone surrogates: 0xe9 is U+DCE9. */
  get userId(): string {
    return this.#pipe.info?.userId ?? ''
  }

  /** All metadata of its handshake, `X-` properties included; names in lower case. */
  get properties(): ReadonlyMap<string, string> {
    return this.#pipe.info?.properties ?? new Map<string, string>()
  }

  /** There is a connection to it now. */
  get connected(): boolean {
    return this.#pipe.open && this.#pipe.remote !== ''
  }

  /** Messages that wait to be sent to it. */
  get queueLength(): number {
    return this.#pipe.peer.waiting
  }

  /** Ends its connection. One that we made is tried again, unless the peer is a STREAM's. */
  close(): void {
    this.#pipe.close()
  }
}
