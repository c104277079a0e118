/** Sends and receives messages by pictures, and signals (zsock_send, zsock_recv, zsock_bsend, zsock_brecv, zsock_signal, zsock_wait). */
import type { Bytes } from '@tszmq/zmtp-codec'
import { decodeBinary, decodePicture, decodeSignal, encodeBinary, encodePicture, encodeSignal } from '@tszmq/zmsg'
import type { BinaryArguments, BinaryPicture, BinaryValues, Picture, PictureArguments, PictureValues } from '@tszmq/zmsg'
import { checkBinary, checkPicture } from '@tszmq/zmsg/internal'
import type { Inbox } from '../wait/inbox.ts'
import { toMessage } from './message-like.ts'
import type { Outbox } from '../wait/outbox.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { checkTimeout } from '../wait/waiter.ts'
import type { WaitOptions } from '../wait/waiter.ts'
import { ZmqError } from '../events/zmq-error.ts'

export async function sendPicture<const P extends string>(outbox: Outbox, picture: Picture<P>, values: PictureArguments<P>): Promise<void> {
  return outbox.send(toMessage(encodePicture(picture, ...values)), undefined)
}

export async function sendBinary<const P extends string>(
  outbox: Outbox,
  picture: BinaryPicture<P>,
  values: BinaryArguments<P>,
): Promise<void> {
  return outbox.send(toMessage(encodeBinary(picture, ...values)), undefined)
}

export async function sendSignal(outbox: Outbox, status: number): Promise<void> {
  return outbox.send(toMessage(encodeSignal(status)), undefined)
}

export async function receivePicture<const P extends string>(
  inbox: Inbox,
  picture: Picture<P>,
  options: WaitOptions | undefined,
): Promise<PictureValues<P, Bytes>> {
  checkPicture(picture)
  return decodePicture<P, Bytes>(picture, (await inbox.receive(options)) as Bytes[])
}

export async function receiveBinary<const P extends string>(
  inbox: Inbox,
  picture: BinaryPicture<P>,
  options: WaitOptions | undefined,
): Promise<BinaryValues<P, Bytes>> {
  checkBinary(picture)
  return decodeBinary<P, Bytes>(picture, (await inbox.receive(options)) as Bytes[])
}

/** Waits for a signal and discards other messages. `timeout` limits the whole call. */
export async function receiveSignal(inbox: Inbox, runtime: Runtime, timeout: number, signal: AbortSignal | undefined): Promise<number> {
  checkTimeout(timeout)
  if (timeout <= 0) return nextSignal(inbox, timeout, signal)
  const expiry = new AbortController()
  const cancel = runtime.after(timeout, () => expiry.abort(new ZmqError('EAGAIN', `wait() timed out after ${timeout} ms`)))
  try {
    return await nextSignal(inbox, -1, signal === undefined ? expiry.signal : AbortSignal.any([signal, expiry.signal]))
  } finally {
    cancel()
  }
}

async function nextSignal(inbox: Inbox, timeout: number, signal: AbortSignal | undefined): Promise<number> {
  const options = signal === undefined ? { timeout } : { timeout, signal }
  for (;;) {
    const status = decodeSignal(await inbox.receive(options))
    if (status !== undefined) return status
  }
}
