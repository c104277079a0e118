/** Options of sockets that are to survive anything: a handshake, a connection attempt and a silence all have their limit. */
import type { Xoshiro128 } from '../fuzz/xoshiro128.ts'

export interface SurvivorOptions {
  readonly reconnectInterval: number
  readonly reconnectMaxInterval: number
  readonly heartbeatInterval: number
  readonly heartbeatTimeout: number
  readonly heartbeatTimeToLive: number
  readonly handshakeInterval: number
  readonly connectTimeout: number
}

export function survivorOptions(random: Xoshiro128): SurvivorOptions {
  return {
    reconnectInterval: random.pick([5, 50, 100]),
    reconnectMaxInterval: random.pick([0, 400]),
    heartbeatInterval: random.pick([150, 300]),
    heartbeatTimeout: random.pick([400, 800]),
    heartbeatTimeToLive: random.pick([0, 700]),
    handshakeInterval: 1000,
    connectTimeout: random.pick([200, 1000]),
  }
}
