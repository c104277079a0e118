/** Sockets made and attached in one step, as zsock_new_push and its like. They are of the classes that are there anyway, with all they can do. */
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

/** One that cannot be attached is closed. */
async function attached<S extends Socket>(socket: S, endpoints: string): Promise<S> {
  try {
    await socket.attach(endpoints)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

/** Else it is options. */
function isTopic(word: object | string): word is Topic {
  return typeof word === 'string' || bytesOf(word) !== undefined
}

/** A SUB that subscribes to `topics`, to nothing without any, and then connects. `options` may come before them. */
function sub(endpoints: string, ...topics: Topic[]): Promise<Subscriber>
function sub(endpoints: string, options: SocketOptions<Subscriber>, ...topics: Topic[]): Promise<Subscriber>
async function sub(endpoints: string, ...words: (Topic | SocketOptions<Subscriber>)[]): Promise<Subscriber> {
  const [first] = words
  const options = first === undefined || isTopic(first) ? undefined : first
  const topics = (options === undefined ? words : words.slice(1)) as Topic[]
  const socket = new Subscriber(options)
  if (topics.length > 0) socket.subscribe(...topics)
  return attached(socket, endpoints)
}

/**
 * Each takes endpoints as `attach()` does and the options of the class, and rejects as `attach()` and the constructor do. The verb is
 * what happens to endpoints with neither `@` nor `>`.
 *
 * ```ts
 * const pull = await Zsock.pull('tcp://*:5555') // zsock_new_pull ("tcp://*:5555")
 * const sub = await Zsock.sub('tcp://news.example.org:5556', 'weather.', 'sports.')
 * ```
 */
export const Zsock = {
  /** Connects. */
  pair: async (endpoints: string, options?: SocketOptions<Pair>): Promise<Pair> => attached(new Pair(options), endpoints),
  /** Binds. */
  pub: async (endpoints: string, options?: SocketOptions<Publisher>): Promise<Publisher> => attached(new Publisher(options), endpoints),
  sub,
  /** Connects. */
  req: async (endpoints: string, options?: SocketOptions<Request>): Promise<Request> => attached(new Request(options), endpoints),
  /** Binds. */
  rep: async (endpoints: string, options?: SocketOptions<Reply>): Promise<Reply> => attached(new Reply(options), endpoints),
  /** Connects. */
  dealer: async (endpoints: string, options?: SocketOptions<Dealer>): Promise<Dealer> => attached(new Dealer(options), endpoints),
  /** Binds. */
  router: async (endpoints: string, options?: SocketOptions<Router>): Promise<Router> => attached(new Router(options), endpoints),
  /** Connects. */
  push: async (endpoints: string, options?: SocketOptions<Push>): Promise<Push> => attached(new Push(options), endpoints),
  /** Binds. */
  pull: async (endpoints: string, options?: SocketOptions<Pull>): Promise<Pull> => attached(new Pull(options), endpoints),
  /** Binds. */
  xpub: async (endpoints: string, options?: SocketOptions<XPublisher>): Promise<XPublisher> => attached(new XPublisher(options), endpoints),
  /** Connects. */
  xsub: async (endpoints: string, options?: SocketOptions<XSubscriber>): Promise<XSubscriber> =>
    attached(new XSubscriber(options), endpoints),
  /** Connects. */
  stream: async (endpoints: string, options?: SocketOptions<Stream>): Promise<Stream> => attached(new Stream(options), endpoints),
} as const
