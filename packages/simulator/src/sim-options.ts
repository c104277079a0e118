/** Options of sockets that are to survive anything: a handshake, a connection attempt and a silence all have their limit. */
import type { Simulation } from './simulation.ts'

export interface SurvivorOptions {
  readonly reconnectInterval: number
  readonly reconnectMaxInterval: number
  readonly heartbeatInterval: number
  readonly heartbeatTimeout: number
  readonly heartbeatTimeToLive: number
  readonly handshakeInterval: number
  readonly connectTimeout: number
}

export function survivorOptions(sim: Simulation): SurvivorOptions {
  const { network, needsHeartbeats } = sim
  const { random } = sim.world
  const heartbeatTimeout = random.pick([400, 800])
  const heartbeatTimeToLive = random.pick([0, 700])
  const heartbeatInterval = random.pick([150, 300])
  // PING carries it in tenths of a second.
  network.patience = heartbeatTimeToLive > 0 ? Math.min(heartbeatTimeout, heartbeatTimeToLive) : heartbeatTimeout
  return {
    reconnectInterval: random.pick([5, 50, 100]),
    reconnectMaxInterval: random.pick([0, 400]),
    // Without a fault that only they find out, they may be off.
    heartbeatInterval: needsHeartbeats || random.once(2) ? heartbeatInterval : 0,
    heartbeatTimeout,
    heartbeatTimeToLive,
    handshakeInterval: 1000,
    connectTimeout: random.pick([200, 1000]),
  }
}

/** High-water marks from one message to no limit. */
export const MARKS = [1, 2, 10, 100, 1000, 0] as const
