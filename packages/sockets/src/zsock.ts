/** Creates a socket and attaches it in one step, as zsock_new_push and the like. Returns the ordinary socket classes. */
import type { Bytes } from '@tszmq/zmtp-codec'
import { bytesOf } from './options/bytes-of.ts'
import type { Socket } from './socket/socket.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { Dealer } from './dealer.ts'
import { Pair } from './pair.ts'
import { Publisher } from './publisher.ts'
import { Pull } from './pull.ts'
import { Push } from './push.ts'
import { Reply } from './reply.ts'
import { Request } from './request.ts'
import { Router } from './router.ts'
import { Stream } from './stream.ts'
import { Subscriber } from './subscriber.ts'
import { XPublisher } from './xpublisher.ts'
import { XSubscriber } from './xsubscriber.ts'

type Topic = string | Bytes

/** Attaches `socket`, and closes it if that fails. */
async function attached<S extends Socket>(socket: S, endpoints: string): Promise<S> {
  try {
    await socket.attach(endpoints)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

function isTopic(value: object | string): value is Topic {
  return typeof value === 'string' || bytesOf(value) !== undefined
}

/** Creates a SUB, subscribes it to `topics`, if there are any, and connects it. `options` may come before the topics. */
function sub(endpoints: string, ...topics: Topic[]): Promise<Subscriber>
function sub(endpoints: string, options: SocketOptions<Subscriber>, ...topics: Topic[]): Promise<Subscriber>
async function sub(endpoints: string, ...rest: (Topic | SocketOptions<Subscriber>)[]): Promise<Subscriber> {
  const [first] = rest
  const options = first === undefined || isTopic(first) ? undefined : first
  const topics = (options === undefined ? rest : rest.slice(1)) as Topic[]
  const socket = new Subscriber(options)
  if (topics.length > 0) socket.subscribe(...topics)
  return attached(socket, endpoints)
}

/**
 * Functions that create a socket and attach it. Each takes endpoints as `attach()` does and the options of the class, and rejects as
 * `attach()` and the constructor do. Endpoints that begin with `@` are bound and those with `>` are connected, whatever the function.
 *
 * ```ts
 * const pull = await Zsock.pull('tcp://*:5555') // zsock_new_pull ("tcp://*:5555")
 * const sub = await Zsock.sub('tcp://news.example.org:5556', 'weather.', 'sports.')
 * ```
 */
export const Zsock = {
  /** Creates a PAIR and connects it. */
  pair: async (endpoints: string, options?: SocketOptions<Pair>): Promise<Pair> => attached(new Pair(options), endpoints),
  /** Creates a PUB and binds it. */
  pub: async (endpoints: string, options?: SocketOptions<Publisher>): Promise<Publisher> => attached(new Publisher(options), endpoints),
  /** Creates a SUB, subscribes it to the topics, and connects it. */
  sub,
  /** Creates a REQ and connects it. */
  req: async (endpoints: string, options?: SocketOptions<Request>): Promise<Request> => attached(new Request(options), endpoints),
  /** Creates a REP and binds it. */
  rep: async (endpoints: string, options?: SocketOptions<Reply>): Promise<Reply> => attached(new Reply(options), endpoints),
  /** Creates a DEALER and connects it. */
  dealer: async (endpoints: string, options?: SocketOptions<Dealer>): Promise<Dealer> => attached(new Dealer(options), endpoints),
  /** Creates a ROUTER and binds it. */
  router: async (endpoints: string, options?: SocketOptions<Router>): Promise<Router> => attached(new Router(options), endpoints),
  /** Creates a PUSH and connects it. */
  push: async (endpoints: string, options?: SocketOptions<Push>): Promise<Push> => attached(new Push(options), endpoints),
  /** Creates a PULL and binds it. */
  pull: async (endpoints: string, options?: SocketOptions<Pull>): Promise<Pull> => attached(new Pull(options), endpoints),
  /** Creates a XPUB and binds it. */
  xpub: async (endpoints: string, options?: SocketOptions<XPublisher>): Promise<XPublisher> => attached(new XPublisher(options), endpoints),
  /** Creates a XSUB and connects it. */
  xsub: async (endpoints: string, options?: SocketOptions<XSubscriber>): Promise<XSubscriber> =>
    attached(new XSubscriber(options), endpoints),
  /** Creates a STREAM and connects it. */
  stream: async (endpoints: string, options?: SocketOptions<Stream>): Promise<Stream> => attached(new Stream(options), endpoints),
} as const
