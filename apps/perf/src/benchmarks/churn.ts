/** Connections that come, ask once and go, one after another: how many a second, and what memory they leave behind. */
import { anyPort } from '../benchmark.ts'
import type { Start } from '../benchmark.ts'
import type { Row } from '../row.ts'
import type { Side } from '../side.ts'

const WARMUP = 0.2

export interface ChurnResult {
  readonly perSecond: number
  /** Growth of resident memory over all measured cycles, in bytes, after a collection. */
  readonly clientGrowth: number
  readonly hostGrowth: number
}

export async function churned(start: Start, side: Side, cycles: number): Promise<ChurnResult> {
  const host = start(side, { role: 'churn-host', endpoint: anyPort })
  const { endpoint } = await host.report('bound')
  const warmup = Math.ceil(cycles * WARMUP)
  const client = start(side, { role: 'churn', endpoint, warmup, cycles })
  const residents = async () => {
    for (const child of [host, client]) child.tell('memory')
    const [hosts, clients] = await Promise.all([host.report('memory'), client.report('memory')])
    return { host: hosts.collected, client: clients.collected }
  }
  await client.report('warm')
  const before = await residents()
  client.tell('go')
  const { seconds } = await client.report('churned')
  const after = await residents()
  for (const child of [client, host]) child.tell('stop')
  return {
    perSecond: cycles / seconds,
    clientGrowth: after.client - before.client,
    hostGrowth: after.host - before.host,
  }
}

export function churnRows(side: Side, cycles: number, result: ChurnResult): Row[] {
  const title = `Connect, ask once and close, ${cycles} times`
  const row = (label: string, figure: string, unit: Row['unit'], median: number): Row => {
    const subject = { side, median, values: [median] }
    return { benchmark: 'churn', title, label, figure, unit, subject }
  }
  return [
    row('cycles', 'rate', '1/s', result.perSecond),
    row('client', 'growth', 'B', result.clientGrowth),
    row('host', 'growth', 'B', result.hostGrowth),
  ]
}
