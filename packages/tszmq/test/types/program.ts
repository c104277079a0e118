/**
 * What users of zeromq.js write and what only we have, to be compiled and not to be run. It says which types it expects, and that none
 * is `any`: a compiler too old for a declaration makes an `any` of it without a word.
 */
import * as zmq from 'tszmq'
import type {
  CodedError,
  Event,
  EventOfType,
  EventSubscriber,
  EventType,
  Message,
  MessageLike,
  Readable,
  Received,
  RouterConnectOptions,
  SocketOptions,
  StreamConnectOptions,
  Writable,
} from 'tszmq'

type IsAny<T> = 0 extends 1 & T ? true : false
type Same<A, B> = IsAny<A> extends true ? false : [A, B] extends [B, A] ? true : false
type Yes<T extends true> = T
type No<T extends false> = T

/** Each is a compile error unless its argument holds. */
export type Checks = [
  Yes<Same<Message, Buffer>>,
  Yes<Same<EventOfType<'bind:error'>['error'], CodedError>>,
  Yes<Same<EventOfType<'accept:error'>['error']['errno'], number>>,
  Yes<Same<EventOfType<'handshake:error:other'>['error']['errno'], number>>,
  Yes<Same<EventOfType<'handshake:error:auth'>['error']['status'], 300 | 400 | 500>>,
  Yes<Same<Event['type'], EventType>>,
  Yes<Same<Awaited<ReturnType<zmq.Pull['receive']>>, Buffer[]>>,
  Yes<Same<Awaited<ReturnType<zmq.Stream['receive']>>, [Buffer, Buffer]>>,
  Yes<Same<NonNullable<ReturnType<zmq.Dealer['tryReceive']>>, Buffer[]>>,
  Yes<Same<Awaited<ReturnType<zmq.Reply['receiveFrom']>>, Received<Buffer[]>>>,
  Yes<Same<SocketOptions<zmq.Dealer>['routingId'], string | Buffer | null | undefined>>,
  Yes<Same<SocketOptions<zmq.Push>['context'], zmq.Context | undefined>>,
  No<IsAny<zmq.Subscriber[typeof Symbol.asyncDispose]>>,
  No<IsAny<zmq.Peer['routingId']>>,
  No<IsAny<Awaited<ReturnType<zmq.Zbeacon['receive']>>>>,
  No<IsAny<Parameters<zmq.Pull['receive']>[0]>>,
  No<IsAny<ReturnType<zmq.Pull['batches']>>>,
  No<IsAny<NonNullable<NonNullable<Parameters<zmq.Pull['receive']>[0]>['signal']>>>,
]

declare function print(...values: unknown[]): void

export async function sockets(): Promise<void> {
  const context = new zmq.Context({ ioThreads: 1, ipv6: true })
  const dealer = new zmq.Dealer({ context, sendTimeout: 200, probeRouter: true, routingId: 'name' })
  const router = new zmq.Router()
  const name: RouterConnectOptions = { routingId: 'peer' }
  router.connect('tcp://127.0.0.1:5555', name)
  const stream = new zmq.Stream()
  const options: StreamConnectOptions = { routingId: Buffer.of(1) }
  stream.connect('tcp://127.0.0.1:5555', options)

  for await (const [first, ...rest] of dealer) {
    const frames: Message[] = [first as Message, ...rest]
    await dealer.send([null, ...frames, 'text', 5, new Float64Array(1)])
  }
  for await (const batch of dealer.batches()) {
    const messages: Buffer[][] = batch
    for (const message of messages) await router.send(message)
  }
  const [text, number] = await dealer.receivePicture('s4')
  const both: [string, number] = [text, number]
  await dealer.sendPicture('s4', ...both)
  // @ts-expect-error: a number where the picture has a string
  await dealer.sendPicture('s4', 1, 2)
  // @ts-expect-error: a PUSH cannot receive
  await new zmq.Push().receive()
  // @ts-expect-error: a peer is made by the library
  new zmq.Peer()
}

export function events(socket: zmq.Socket): void {
  const subscriber: EventSubscriber = socket.events
  subscriber.on('connect:retry', ({ address, interval }) => print(address, interval)).off('bind', ({ address }) => print(address))
  socket.events.on('accept:error', ({ address, error }) => print(address, error.code, error.errno))
}

export async function log(socket: zmq.Socket): Promise<void> {
  for await (const event of socket.events) {
    switch (event.type) {
      case 'end':
      case 'unknown':
        break
      case 'connect:retry':
        print(event.interval, event.address)
        break
      case 'accept:error':
      case 'bind:error':
      case 'close:error':
      case 'handshake:error:other':
        print(event.error.code, event.error.errno, event.address)
        break
      default:
        print(event.address)
    }
  }
}

export async function forward(from: Readable, to: Writable, extra: MessageLike): Promise<void> {
  for await (const message of from) await to.send([...message, extra])
}

export class Worker {
  readonly socket = new zmq.Request()
  ask(question: string): Promise<Message[]> {
    return this.socket.send(question).then(() => this.socket.receive())
  }
}
