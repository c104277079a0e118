/** One publisher, fast subscribers and a slow one, for minutes: resident memory of each process as a slope. */
import { setTimeout as pause } from 'node:timers/promises'
import { anyPort } from '../benchmark.ts'
import type { Start } from '../benchmark.ts'
import type { Row } from '../row.ts'
import type { Side } from '../side.ts'
import { mean, slope } from '../statistics.ts'

const SIZE = 1000
const PER_SECOND = 10_000
const FAST = 4
const SLOW_PAUSE_MS = 20
const SAMPLES = 60
/** The first samples still see buffers fill up to their high-water marks. */
const SETTLING = 0.2
/** What counts as growth: more than this share of the mean over the measured part. */
const STEADY = 0.05

export interface Sample {
  readonly minute: number
  readonly bytes: number
}

export interface SoakResult {
  readonly published: number
  readonly fast: number
  readonly slow: number
  readonly memory: Readonly<Record<'publisher' | 'fast' | 'slow', readonly Sample[]>>
}

export async function soaked(start: Start, side: Side, minutes: number, say: (text: string) => void): Promise<SoakResult> {
  const publisher = start(side, { role: 'soak-publisher', endpoint: anyPort, size: SIZE, perSecond: PER_SECOND })
  const { endpoint } = await publisher.report('bound')
  const fast = start(side, { role: 'soak-subscribers', endpoint, subscribers: FAST, pauseMs: 0 })
  const slow = start(side, { role: 'soak-subscribers', endpoint, subscribers: 1, pauseMs: SLOW_PAUSE_MS })
  await Promise.all([fast.report('subscribed'), slow.report('subscribed')])
  const memory = { publisher: [] as Sample[], fast: [] as Sample[], slow: [] as Sample[] }
  const children = { publisher, fast, slow }
  for (let taken = 1; taken <= SAMPLES; taken += 1) {
    await pause((minutes * 60_000) / SAMPLES)
    const minute = (taken / SAMPLES) * minutes
    for (const name of ['publisher', 'fast', 'slow'] as const) {
      children[name].tell('memory')
      memory[name].push({ minute, bytes: (await children[name].report('memory')).collected })
    }
    const sizes = Object.values(memory).map((samples) => mebibytes(samples.at(-1)?.bytes ?? 0))
    say(`soak, ${minute.toFixed(1)} of ${minutes} min: ${sizes.join(', ')} MiB (publisher, fast, slow)`)
  }
  for (const child of [publisher, fast, slow]) child.tell('stop')
  const [sent, byFast, bySlow] = await Promise.all([publisher.report('sent'), fast.report('received'), slow.report('received')])
  return { published: sent.messages, fast: byFast.messages, slow: bySlow.messages, memory }
}

export function soakRows(side: Side, minutes: number, result: SoakResult): Row[] {
  const title = `A slow subscriber among ${FAST} fast ones for ${minutes} min`
  const row = (label: string, figure: string, unit: Row['unit'], median: number): Row => {
    return { benchmark: 'soak', title, label, figure, unit, subject: { side, median, values: [median] } }
  }
  const growth = (['publisher', 'fast', 'slow'] as const).map((name) => {
    const samples = result.memory[name]
    const { perMinute, steady } = growthOf(samples)
    const target = { holds: steady, text: steady ? 'steady' : 'grows' }
    const values = samples.map((sample) => sample.bytes)
    const subject = { side, median: perMinute, values }
    return { benchmark: 'soak', title, label: name, figure: 'a minute', unit: 'B', subject, target } satisfies Row
  })
  return [
    row('sent', 'rate', 'msg/s', result.published / (minutes * 60)),
    row('fast', 'share', 'x', result.fast / (result.published * FAST)),
    row('slow', 'share', 'x', result.slow / result.published),
    ...growth,
  ]
}

/** The slope after the settling, and whether it amounts to anything over that time. */
export function growthOf(samples: readonly Sample[]): { readonly perMinute: number; readonly steady: boolean } {
  const settled = samples.slice(Math.floor(samples.length * SETTLING))
  const perMinute = slope(settled.map(({ minute, bytes }) => [minute, bytes] as const))
  const minutes = (settled.at(-1)?.minute ?? 0) - (settled[0]?.minute ?? 0)
  return { perMinute, steady: perMinute * minutes <= STEADY * mean(settled.map(({ bytes }) => bytes)) }
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}
