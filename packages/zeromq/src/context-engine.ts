/** The engine of each addon context: a context of `sockets`. */
import type { Context as Engine } from '@tszmq/sockets/internal'

const engines = new WeakMap<object, Engine>()

export function keepContextEngine(context: object, engine: Engine): void {
  engines.set(context, engine)
}

/** Throws the addon's error if `value` is not a Context. */
export function engineOfContext(value: unknown): Engine {
  const engine = engines.get(value as object)
  if (engine === undefined) throw new Error('Invalid argument')
  return engine
}
