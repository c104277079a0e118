/** The sockets of `@tszmq/sockets` that the addon's classes stand on, by libzmq's number of the type, with the addon's defaults. */
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

/** What the engine of a socket can do that has both directions. One without a direction has not its methods. */
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

/** Throws EINVAL for a number that is no type, EMFILE, ETERM. */
export function makeEngine(type: number, context: Context): Engine {
  const engineClass = CLASSES[type]
  if (engineClass === undefined) throw addonError('EINVAL')
  const engine = new engineClass({ context }) as Engine
  for (const [name, value] of Object.entries(ADDON_DEFAULTS)) if (name in engine) engine.assignOption(name, value)
  engine.takeAnyPeer()
  return engine
}

const engines = new WeakMap<object, Engine>()

/** Keeps the engine of `socket` for the classes that work on sockets. */
export function keepEngine(socket: object, engine: Engine): void {
  engines.set(socket, engine)
}

/** The engine of a socket. Throws the addon's error if `value` is no Socket. */
export function engineOf(value: unknown): Engine {
  const engine = engines.get(value as object)
  if (engine === undefined) throw new Error('Invalid argument')
  return engine
}
