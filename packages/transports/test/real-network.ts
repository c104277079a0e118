/** Real timers, default options and `settle()`, for tests on the system's own network. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ConnectOptions, ListenOptions, Timers } from '../src/index.ts'

export const realTimers: Timers = {
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}

/** Waits for a few turns of the event loop: on loopback, everything that was sent has arrived then. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn()
}

export function connectOptions(changes: Partial<ConnectOptions> = {}): ConnectOptions {
  return { ...COMMON, connectTimeout: 0, signal: new AbortController().signal, ...changes }
}

export function listenOptions(changes: Partial<ListenOptions> = {}): ListenOptions {
  return { ...COMMON, backlog: 100, tcpAcceptFilter: [], ...changes }
}

const COMMON = { ipv6: false, tcpKeepalive: -1, tcpKeepaliveIdle: -1, timers: realTimers }
