/**
 * The module `zeromq/draft`: SERVER, CLIENT, RADIO, DISH, GATHER, SCATTER and DGRAM. They are not implemented yet: `capability.draft` is
 * false, and each constructor throws ENOTSUP. The types are those of the addon, so that programs which check the capability compile.
 */
/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging -- the interfaces have the types of methods that do not exist yet */
import { addonError } from './addon-error.ts'
import type { Message, Readable, Writable } from './direction.ts'
import type { MessageLike } from './frames.ts'
import { Socket } from './socket.ts'

/** The peer that a SERVER received a message from, or sends it to. */
export interface ServerRoutingOptions {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  routingId: number
}

/** The group that a RADIO sends a message to. */
export interface RadioGroupOptions {
  /** Name of the group. */
  group: Buffer | string
}

/** The group that a DISH received a message from. */
export interface DishGroupOptions {
  /** Name of the group. */
  group: Buffer
}

abstract class Missing extends Socket {
  /** Throws ENOTSUP. */
  constructor(options?: object) {
    const name = new.target.name
    const text = `${name} is a draft socket type, which @tszmq/zeromq does not have yet: capability.draft is false`
    if (new.target !== undefined) throw addonError('ENOTSUP', { text })
    super(0, options)
  }
}

/** SERVER (RFC 41). Not implemented: the constructor throws ENOTSUP. */
export interface Server extends Readable<[Message, ServerRoutingOptions]>, Writable<MessageLike, [ServerRoutingOptions]> {}
export class Server extends Missing {}

/** CLIENT (RFC 41). Not implemented: the constructor throws ENOTSUP. */
export interface Client extends Readable<[Message]>, Writable<MessageLike> {}
export class Client extends Missing {}

/** RADIO (RFC 48). Not implemented: the constructor throws ENOTSUP. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it merges with the class
export interface Radio extends Writable<MessageLike, [RadioGroupOptions]> {}
export class Radio extends Missing {}

/** DISH (RFC 48). Not implemented: the constructor throws ENOTSUP. */
export interface Dish extends Readable<[Message, DishGroupOptions]> {
  /** Joins groups. */
  join(...groups: (Buffer | string)[]): void
  /** Leaves groups. */
  leave(...groups: (Buffer | string)[]): void
}
export class Dish extends Missing {}

/** GATHER (RFC 49). Not implemented: the constructor throws ENOTSUP. */
export interface Gather extends Readable<[Message]> {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  conflate: boolean
}
export class Gather extends Missing {}

/** SCATTER (RFC 49). Not implemented: the constructor throws ENOTSUP. */
export interface Scatter extends Writable<MessageLike> {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  conflate: boolean
}
export class Scatter extends Missing {}

/** DGRAM. Not implemented: the constructor throws ENOTSUP. */
export interface Datagram extends Readable<[Message, Message]>, Writable<[MessageLike, MessageLike]> {}
export class Datagram extends Missing {}
