/** A reactor with ten thousand timers that are always due: what a call of each costs, its way through the heap and the turns of the event loop included. */
import { Zloop } from 'tszmq'
import type { Control } from '../control.ts'
import type { TimersTask } from '../task.ts'

const TIMERS = 10_000

/** Milliseconds, of one timer after the other: so short that the loop is late all the time and never waits. */
const BEATS: Record<TimersTask['way'], readonly number[]> = { alike: [1], mixed: [1, 2, 3, 4] }

export async function timers({ way, warmup, count }: TimersTask, control: Control): Promise<void> {
  const loop = new Zloop()
  let ticks = 0
  let begun = process.hrtime.bigint()
  const tick = (): number => {
    ticks++
    if (ticks === warmup) begun = process.hrtime.bigint()
    return ticks === warmup + count ? -1 : 0
  }
  for (let i = 0; i < TIMERS; i++) loop.timer(BEATS[way][i % BEATS[way].length] as number, 0, tick)
  await loop.start()
  const seconds = Math.max(1, Number(process.hrtime.bigint() - begun)) / 1e9
  loop.destroy()
  control.report({ event: 'throughput', messages: count, seconds })
}
