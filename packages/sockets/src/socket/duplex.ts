/** The base classes of sockets that send, that receive, or both. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { BinaryArguments, BinaryPicture, BinaryValues, Picture, PictureArguments, PictureValues } from '@tszmq/zmsg'
import type { MessageLike } from './message-like.ts'
import { toMessage } from './message-like.ts'
import { receiveBinary, receivePicture, receiveSignal, sendBinary, sendPicture, sendSignal } from './pictures.ts'
import type { Readable, Received } from './readable.ts'
import { rejected } from '../wait/rejected.ts'
import { Socket } from './socket.ts'
import type { SocketIterator } from '../wait/socket-iterator.ts'
import { checkWaitOptions } from '../wait/waiter.ts'
import type { WaitOptions } from '../wait/waiter.ts'
import type { Writable } from './writable.ts'
import type { Pipe } from '../pipe/pipe.ts'

/** Sockets that only send: PUSH, PUB. */
export abstract class SendingSocket<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]>
  extends Socket
  implements Writable<M>
{
  /**
   * Size of the kernel send buffer. node:net cannot set it; the system chooses. Unit: bytes, -1 or more. Default: `-1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_SNDBUF.
   */
  declare sendBufferSize: number
  /**
   * Maximum number of messages queued for one peer. `0` means no limit. Unit: messages, 0 or more. Default: `1000`. Takes effect
   * at once, on existing connections too. libzmq: ZMQ_SNDHWM.
   */
  declare sendHighWaterMark: number
  /**
   * `send()` rejects with `EAGAIN` after this time. `-1` waits without a limit, `0` does not wait. Unit: ms, -1 or more. Default:
   * `-1`. Takes effect at once, on existing connections too. libzmq: ZMQ_SNDTIMEO.
   */
  declare sendTimeout: number
  /**
   * Time to live of multicast packets. Needs a native multicast transport (pgm, norm). Unit: hops, 1 or more. Default: `1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_MULTICAST_HOPS.
   */
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
export abstract class ReceivingSocket<M extends Bytes[] = Bytes[]> extends Socket implements Readable<M> {
  /**
   * Size of the kernel receive buffer. node:net cannot set it; the system chooses. Unit: bytes, -1 or more. Default: `-1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_RCVBUF.
   */
  declare receiveBufferSize: number
  /**
   * Maximum number of messages of one peer that wait to be received. `0` means no limit. Unit: messages, 0 or more. Default:
   * `1000`. Takes effect at once, on existing connections too. libzmq: ZMQ_RCVHWM.
   */
  declare receiveHighWaterMark: number
  /**
   * `receive()` rejects with `EAGAIN` after this time. `-1` waits without a limit, `0` does not wait. Unit: ms, -1 or more.
   * Default: `-1`. Takes effect at once, on existing connections too. libzmq: ZMQ_RCVTIMEO.
   */
  declare receiveTimeout: number
  /**
   * Memory of received frames. `'pooled'`: frames share memory, which cannot be transferred to another thread. `'owned'`: each
   * frame has memory of its own, aligned to 8 bytes, and its `buffer` holds nothing else. Default: `'pooled'`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq has no such option.
   */
  declare receiveMemory: 'pooled' | 'owned'

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

  [Symbol.asyncIterator](): SocketIterator<M> {
    return this.inbox.messages() as SocketIterator<M>
  }
}

/** Sockets that do both. */
export abstract class DuplexSocket<M extends Bytes[] = Bytes[], S extends MessageLike | MessageLike[] = MessageLike | MessageLike[]>
  extends ReceivingSocket<M>
  implements Writable<S>
{
  /**
   * Size of the kernel send buffer. node:net cannot set it; the system chooses. Unit: bytes, -1 or more. Default: `-1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_SNDBUF.
   */
  declare sendBufferSize: number
  /**
   * Maximum number of messages queued for one peer. `0` means no limit. Unit: messages, 0 or more. Default: `1000`. Takes effect
   * at once, on existing connections too. libzmq: ZMQ_SNDHWM.
   */
  declare sendHighWaterMark: number
  /**
   * `send()` rejects with `EAGAIN` after this time. `-1` waits without a limit, `0` does not wait. Unit: ms, -1 or more. Default:
   * `-1`. Takes effect at once, on existing connections too. libzmq: ZMQ_SNDTIMEO.
   */
  declare sendTimeout: number
  /**
   * Time to live of multicast packets. Needs a native multicast transport (pgm, norm). Unit: hops, 1 or more. Default: `1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_MULTICAST_HOPS.
   */
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
