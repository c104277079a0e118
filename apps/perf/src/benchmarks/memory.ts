/** Resident memory of an idle connection whose handshake is done, at the end that accepted it and at the one that asked. */
import { setTimeout as pause } from 'node:timers/promises'
import { anyPort } from '../benchmark.ts'
import type { Start } from '../benchmark.ts'
import type { Row } from '../row.ts'
import type { Side } from '../side.ts'
import { findTarget, judge } from '../target.ts'

const WARM_CONNECTIONS = 50
const SETTLE_MS = 1000

/** Bytes for each connection, after a collection. */
export interface ConnectionMemory {
  readonly accepted: number
  readonly connected: number
}

export async function connectionMemory(start: Start, side: Side, connections: number): Promise<ConnectionMemory> {
  const host = start(side, { role: 'host', endpoint: anyPort })
  const { endpoint } = await host.report('bound')
  const client = start(side, { role: 'idle-connections', endpoint, warmup: WARM_CONNECTIONS, connections })
  const residents = async () => {
    await pause(SETTLE_MS)
    for (const child of [host, client]) child.tell('memory')
    const [accepted, connected] = await Promise.all([host.report('memory'), client.report('memory')])
    return { accepted: accepted.collected, connected: connected.collected }
  }
  await host.report('received')
  await client.report('warm')
  const before = await residents()
  client.tell('go')
  await host.report('received')
  const after = await residents()
  for (const child of [client, host]) child.tell('stop')
  return {
    accepted: (after.accepted - before.accepted) / connections,
    connected: (after.connected - before.connected) / connections,
  }
}

export function memoryRows(side: Side, connections: number, memory: ConnectionMemory): Row[] {
  const title = `Resident memory of an idle connection, ${connections} open`
  const row = (label: string, median: number): Row => {
    const target = side === 'ours' ? findTarget('memory', 'connection', { title, label }) : undefined
    const subject = { side, median, values: [median] }
    const verdict = target && { target: judge(target, median, 'B') }
    return { benchmark: 'memory', title, label, figure: 'each', unit: 'B', subject, ...verdict }
  }
  return [row('accepted', memory.accepted), row('connected', memory.connected)]
}
