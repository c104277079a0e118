/** Real timers, default options and `settle()`, for tests on the system's own network. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ConnectOptions, ListenOptions, TcpOptions, Timers } from '../src/index.ts'

export const realTimers: Timers = {
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}

/** The options of tcp that follow from the default options of a socket. Those of ipc are among them. */
export const TCP_OPTIONS: TcpOptions = { ipv6: false, keepalive: -1, keepaliveIdle: -1, backlog: 100, acceptFilter: [] }

/** Waits for a few turns of the event loop: on loopback, everything that was sent has arrived then. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn()
}

export function connectOptions(changes: Partial<ConnectOptions & TcpOptions> = {}): ConnectOptions & TcpOptions {
  return { ...COMMON, connectTimeout: 0, signal: new AbortController().signal, ...changes }
}

export function listenOptions(changes: Partial<ListenOptions & TcpOptions> = {}): ListenOptions & TcpOptions {
  return { ...COMMON, ...changes }
}

const COMMON = { ...TCP_OPTIONS, timers: realTimers }
