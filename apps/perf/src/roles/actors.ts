/** An actor and its owner: commands one by one and many at once, in the loop and in a thread, and whole lives. */
import { dirname, join } from 'node:path'
import { Zactor } from 'tszmq'
import type { Control } from '../control.ts'
import { Stopwatch } from '../stopwatch.ts'
import type { ActorsTask } from '../task.ts'
import { answer } from './answer.ts'

/** Commands under way at once. */
const PIPELINED = 500

export async function actors(task: ActorsTask, control: Control): Promise<void> {
  switch (task.way) {
    case 'loop':
      return roundTrips(await Zactor.start(answer), task, control)
    case 'thread':
      // A worker is started by the entry of this app, beside which is what it was built from.
      return roundTrips(await Zactor.thread(join(dirname(process.argv[1] as string), 'roles', 'actor-thread.js')), task, control)
    case 'pipelined':
      return pipelined(await Zactor.start(answer), task, control)
    case 'lives':
      return lives(task, control)
  }
}

async function roundTrips(actor: Zactor, task: ActorsTask, control: Control): Promise<void> {
  const stopwatch = new Stopwatch(task)
  for (let lap = 0; lap < task.warmup + task.count; lap++) {
    stopwatch.start()
    await actor.command(['PING'])
    stopwatch.stop()
  }
  control.report(stopwatch.report())
  await actor.destroy()
}

async function pipelined(actor: Zactor, { warmup, count }: ActorsTask, control: Control): Promise<void> {
  await commands(actor, warmup)
  control.report({ event: 'throughput', messages: count, seconds: await timed(() => commands(actor, count)) })
  await actor.destroy()
}

async function commands(actor: Zactor, count: number): Promise<void> {
  for (let left = count; left > 0; left -= PIPELINED) {
    await Promise.all(Array.from({ length: Math.min(left, PIPELINED) }, () => actor.command(['PING'])))
  }
}

async function lives({ count }: ActorsTask, control: Control): Promise<void> {
  const live = async (): Promise<void> => {
    for (let i = 0; i < count; i++) await (await Zactor.start(answer)).destroy()
  }
  control.report({ event: 'throughput', messages: count, seconds: await timed(live) })
}

async function timed(what: () => Promise<void>): Promise<number> {
  const begun = process.hrtime.bigint()
  await what()
  return Math.max(1, Number(process.hrtime.bigint() - begun)) / 1e9
}
