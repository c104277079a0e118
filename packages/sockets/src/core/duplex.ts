/** Sockets by direction: each class has exactly the verbs its sockets have, written once. */
import type { MessageLike } from './message-like.ts'
import { toMessage } from './message-like.ts'
import type { Readable, Received } from './readable.ts'
import { rejected } from './rejected.ts'
import { Socket } from './socket.ts'
import type { WaitOptions } from './waiter.ts'
import type { Writable } from './writable.ts'
import type { Pipe } from './pipe.ts'

/** Sockets that only send: PUSH, PUB. */
export abstract class SendingSocket<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]>
  extends Socket
  implements Writable<M>
{
  declare sendBufferSize: number
  declare sendHighWaterMark: number
  declare sendTimeout: number
  declare multicastHops: number

  send(message: M, options?: WaitOptions): Promise<void> {
    try {
      return this.outbox.send(toMessage(message), options)
    } catch (error) {
      return rejected(error)
    }
  }

  trySend(message: M): boolean {
    return this.outbox.trySend(toMessage(message))
  }
}

/** Sockets that only receive: PULL, SUB. */
export abstract class ReceivingSocket<M extends Buffer[] = Buffer[]> extends Socket implements Readable<M> {
  declare receiveBufferSize: number
  declare receiveHighWaterMark: number
  declare receiveTimeout: number

  receive(options?: WaitOptions): Promise<M> {
    return this.inbox.receive(options) as Promise<M>
  }

  tryReceive(): M | undefined {
    return this.inbox.tryReceive() as M | undefined
  }

  async receiveFrom(options?: WaitOptions): Promise<Received<M>> {
    const { message, source } = await this.inbox.receiveFrom(options)
    return { message: message as M, peer: this.peerOf(source as Pipe) }
  }

  batches(): AsyncIterableIterator<M[], undefined> {
    return this.inbox.batches() as AsyncIterableIterator<M[], undefined>
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<M, undefined> {
    return this.inbox.messages() as AsyncIterableIterator<M, undefined>
  }
}

/** Sockets that do both. */
export abstract class DuplexSocket<
    M extends Buffer[] = Buffer[],
    S extends MessageLike | MessageLike[] = MessageLike | MessageLike[],
  >
  extends ReceivingSocket<M>
  implements Writable<S>
{
  declare sendBufferSize: number
  declare sendHighWaterMark: number
  declare sendTimeout: number
  declare multicastHops: number

  send(message: S, options?: WaitOptions): Promise<void> {
    try {
      return this.outbox.send(toMessage(message), options)
    } catch (error) {
      return rejected(error)
    }
  }

  trySend(message: S): boolean {
    return this.outbox.trySend(toMessage(message))
  }
}
