/** Sockets made and attached in one step, as zsock_new_push and its like. They are of the classes that are there anyway, with all they can do. */
import { bytesOf } from './core/bytes-of.ts'
import type { Socket } from './core/socket.ts'
import type { SocketOptions } from './core/socket-options.ts'
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

type Topic = string | Buffer

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

function maker<S extends Socket>(type: new (options?: SocketOptions<S>) => S) {
  return async (endpoints: string, options?: SocketOptions<S>): Promise<S> => attached(new type(options), endpoints)
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
  pair: maker(Pair),
  /** Binds. */
  pub: maker(Publisher),
  sub,
  /** Connects. */
  req: maker(Request),
  /** Binds. */
  rep: maker(Reply),
  /** Connects. */
  dealer: maker(Dealer),
  /** Binds. */
  router: maker(Router),
  /** Connects. */
  push: maker(Push),
  /** Binds. */
  pull: maker(Pull),
  /** Binds. */
  xpub: maker(XPublisher),
  /** Connects. */
  xsub: maker(XSubscriber),
  /** Connects. */
  stream: maker(Stream),
} as const
