/** The system's runtime under an identity of its own, so that what is limited for each runtime, as process warnings are, begins anew. */
import { Context } from '@tszmq/sockets'
import type { Runtime } from '@tszmq/sockets'

export function freshRuntime(): Runtime {
  const { runtime } = new Context()
  return {
    now: () => runtime.now(),
    date: () => runtime.date(),
    after: (ms, fn) => runtime.after(ms, fn),
    defer: (fn) => runtime.defer(fn),
    yield: (fn) => runtime.yield(fn),
    random: () => runtime.random(),
    hold: () => runtime.hold(),
    beforeExit: (fn) => runtime.beforeExit(fn),
    warn: (text, code) => runtime.warn(text, code),
    atExit: (fn) => runtime.atExit(fn),
    block: (ms) => runtime.block(ms),
  }
}
