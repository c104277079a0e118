/** The engine of each addon socket: a socket of `@tszmq/sockets` with the addon's defaults. */
import type { Context, Socket } from '@tszmq/sockets/internal'
import {
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
} from '@tszmq/sockets/internal'
import { ADDON_DEFAULTS } from './addon-defaults.ts'
import { addonError } from './addon-error.ts'

/** A socket of `@tszmq/sockets`. Only those that send have `send` and `trySend`, only those that receive `receive` and `tryReceive`. */
export interface Engine extends Socket {
  trySend?(message: readonly Uint8Array[]): boolean
  send?(message: readonly Uint8Array[]): Promise<void>
  tryReceive?(): Buffer[] | undefined
  receive?(): Promise<Buffer[]>
  connect(address: string, options?: { routingId?: string | Buffer }): void
}

type EngineClass = new (options: { context: Context }) => unknown

/** In the order of libzmq's numbers. */
const CLASSES: readonly EngineClass[] = [
  Pair,
  Publisher,
  Subscriber,
  Request,
  Reply,
  Dealer,
  Router,
  Pull,
  Push,
  XPublisher,
  XSubscriber,
  Stream,
]

/** Creates the engine for libzmq's number of a socket type. Throws EINVAL for an unknown number, EMFILE, ETERM. */
export function makeEngine(type: number, context: Context): Engine {
  const engineClass = CLASSES[type]
  if (engineClass === undefined) throw addonError('EINVAL')
  const engine = new engineClass({ context }) as Engine
  for (const [name, value] of Object.entries(ADDON_DEFAULTS)) if (name in engine) engine.assignOption(name, value)
  engine.acceptAnyPeer()
  return engine
}

const engines = new WeakMap<object, Engine>()

/** Stores the engine of `socket`. */
export function keepEngine(socket: object, engine: Engine): void {
  engines.set(socket, engine)
}

/** Returns the engine of a socket. Throws the addon's error if `value` is not a Socket. */
export function engineOf(value: unknown): Engine {
  const engine = engines.get(value as object)
  if (engine === undefined) throw new Error('Invalid argument')
  return engine
}
