/** The base classes of sockets that send, that receive, or both. */
/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
   -- each interface gives its class the options that `defineOptions` puts on the prototype */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { BinaryArguments, BinaryPicture, BinaryValues, Picture, PictureArguments, PictureValues } from '@tszmq/zmsg'
import type { MessageLike } from './message-like.ts'
import { toMessage } from './message-like.ts'
import { receiveBinary, receivePicture, receiveSignal, sendBinary, sendPicture, sendSignal } from './pictures.ts'
import type { Readable, Received, ReceivingOptions } from './readable.ts'
import { rejected } from '../wait/rejected.ts'
import { Socket } from './socket.ts'
import type { SocketIterator } from '../wait/socket-iterator.ts'
import { checkWaitOptions } from '../wait/waiter.ts'
import type { WaitOptions } from '../wait/waiter.ts'
import type { SendingOptions, Writable } from './writable.ts'
import type { Pipe } from '../pipe/pipe.ts'

/** Sockets that only send: PUSH, PUB. */
export interface SendingSocket<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]> extends SendingOptions {}
export abstract class SendingSocket<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]>
  extends Socket
  implements Writable<M>
{
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

  sendPicture<const P extends string>(picture: Picture<P>, ...values: PictureArguments<P>): Promise<void> {
    return sendPicture<P>(this.outbox, picture, values)
  }

  sendBinary<const P extends string>(picture: BinaryPicture<P>, ...values: BinaryArguments<P>): Promise<void> {
    return sendBinary<P>(this.outbox, picture, values)
  }

  signal(status = 0): Promise<void> {
    return sendSignal(this.outbox, status)
  }
}

/** Sockets that only receive: PULL, SUB. */
export interface ReceivingSocket<M extends Bytes[] = Bytes[]> extends ReceivingOptions {}
export abstract class ReceivingSocket<M extends Bytes[] = Bytes[]> extends Socket implements Readable<M> {
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

  receivePicture<const P extends string>(picture: Picture<P>, options?: WaitOptions): Promise<PictureValues<P, Bytes>> {
    return receivePicture<P>(this.inbox, picture, options)
  }

  receiveBinary<const P extends string>(picture: BinaryPicture<P>, options?: WaitOptions): Promise<BinaryValues<P, Bytes>> {
    return receiveBinary<P>(this.inbox, picture, options)
  }

  async wait(options: WaitOptions = {}): Promise<number> {
    checkWaitOptions(options)
    const { timeout = this.receiveTimeout, signal } = options
    return receiveSignal(this.inbox, this.runtime, timeout, signal)
  }

  batches(): SocketIterator<M[]> {
    return this.inbox.batches() as SocketIterator<M[]>
  }

  /** Iterates over the messages that arrive, until the socket is closed. */
  [Symbol.asyncIterator](): SocketIterator<M> {
    return this.inbox.messages() as SocketIterator<M>
  }
}

/** Sockets that send and receive. Its sending methods are those of `SendingSocket`: a class has one base. */
export interface DuplexSocket<
  M extends Bytes[] = Bytes[],
  S extends MessageLike | MessageLike[] = MessageLike | MessageLike[],
> extends SendingOptions {}
export abstract class DuplexSocket<M extends Bytes[] = Bytes[], S extends MessageLike | MessageLike[] = MessageLike | MessageLike[]>
  extends ReceivingSocket<M>
  implements Writable<S>
{
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

  sendPicture<const P extends string>(picture: Picture<P>, ...values: PictureArguments<P>): Promise<void> {
    return sendPicture<P>(this.outbox, picture, values)
  }

  sendBinary<const P extends string>(picture: BinaryPicture<P>, ...values: BinaryArguments<P>): Promise<void> {
    return sendBinary<P>(this.outbox, picture, values)
  }

  signal(status = 0): Promise<void> {
    return sendSignal(this.outbox, status)
  }
}
