/** The module `zeromq`: every export of the addon 6.8. A list of names, no logic but the guards of the three native classes. */
import { guardCalls } from './call-guard.ts'
import { Context as ContextClass } from './context.ts'
import { Observer as ObserverClass } from './observer.ts'
import { Proxy as ProxyClass } from './proxy.ts'
import { Socket as SocketClass } from './socket.ts'

export { capability, curveKeyPair, version } from './library.ts'
export { context } from './context.ts'
export type { Message, Readable, Writable } from './direction.ts'
export type { AuthError, ErrnoError, Event, EventOfType, EventType, ProtoError } from './event.ts'
export type { MessageLike } from './frames.ts'
export type { EventSubscriber } from './observer.ts'
export type { SocketOptions, SocketType } from './socket.ts'
export type { RouterConnectOptions, StreamConnectOptions } from './socket-classes.ts'
export {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from './socket-classes.ts'

/** A context: sockets that share inproc names and limits. */
export type Context = ContextClass
export const Context: typeof ContextClass = guardCalls(ContextClass)

/** The events of one socket. */
export type Observer = ObserverClass
export const Observer: typeof ObserverClass = guardCalls(ObserverClass)

/** Forwards whole messages between two sockets. */
export type Proxy<F extends SocketClass = SocketClass, B extends SocketClass = SocketClass> = ProxyClass<F, B>
export const Proxy: typeof ProxyClass = guardCalls(ProxyClass)

/** The base class of all sockets. */
export type Socket = SocketClass
export const Socket: typeof SocketClass = guardCalls(SocketClass)
