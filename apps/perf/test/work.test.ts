/** Every role does its part, with few messages and inside one process: against the addon, and bare where there is no library. */
import { curveEnds } from '../src/curve-ends.ts'
import { packageNames } from '../src/library.ts'
import type { LibraryName } from '../src/library.ts'
import type { Task } from '../src/task.ts'
import { work } from '../src/work.ts'
import { RecordedControl } from './recorded-control.ts'
import { itWhen, whyNoModule } from './when-present.ts'

const endpoint = 'tcp://127.0.0.1:*'
const counts = { size: 100, warmup: 10, count: 200 }
const fanOut = { batches: false, unlimited: false, ...counts }
const libraries: readonly LibraryName[] = ['ours', 'addon']

function begin(task: Task) {
  const control = new RecordedControl()
  return { control, done: work(task, control) }
}

async function bound(control: RecordedControl): Promise<string> {
  const report = await control.first('bound')
  expect(report.endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
  return report.endpoint
}

for (const library of libraries) {
  describe(`workers on ${packageNames[library]}`, () => {
    const when = itWhen(whyNoModule(packageNames[library]))

    when('time a stream from PUSH to PULL', async () => {
      const receiver = begin({ role: 'pull', library, endpoint, attach: 'bind', batches: false, ...counts })
      const at = await bound(receiver.control)
      const sender = begin({ role: 'push', library, endpoint: at, batches: false, ...counts })
      await Promise.all([receiver.done, sender.done])
      expect(sender.control.reports).toEqual([{ event: 'sent', messages: 210 }])
      expect(await receiver.control.first('throughput')).toMatchObject({ messages: 200 })
    })

    when('time a stream from PUSH to PULL under CURVE', async () => {
      const stream = { library, batches: false, ...counts }
      const receiver = begin({ role: 'pull', endpoint, attach: 'bind', curve: curveEnds.server, ...stream })
      const sender = begin({ role: 'push', endpoint: await bound(receiver.control), curve: curveEnds.client, ...stream })
      await Promise.all([receiver.done, sender.done])
      expect(await receiver.control.first('throughput')).toMatchObject({ messages: 200 })
    })

    when('shake hands under CURVE', async () => {
      const shakes = begin({ role: 'handshakes', library, warmup: 1, count: 25, curve: curveEnds })
      await shakes.done
      const { count, seconds } = await shakes.control.first('handshakes')
      expect(count).toBe(25)
      expect(seconds).toBeGreaterThan(0)
    })

    when('time round trips from REQ to REP', async () => {
      const server = begin({ role: 'reply', library, endpoint, ...counts })
      const client = begin({ role: 'request', library, endpoint: await bound(server.control), ...counts })
      await Promise.all([server.done, client.done])
      const { roundTrips, p50, p99 } = await client.control.first('latency')
      expect(roundTrips).toBe(200)
      expect(p50).toBeGreaterThan(0)
      expect(p99).toBeGreaterThanOrEqual(p50)
    })

    when('deliver everything to every subscriber', async () => {
      const publisher = begin({ role: 'publisher', library, endpoint, ...fanOut })
      const at = await bound(publisher.control)
      const audience = begin({ role: 'subscribers', library, endpoint: at, subscribers: 3, ...fanOut })
      await audience.control.first('subscribed')
      publisher.control.tell('go')
      await audience.done
      expect(await audience.control.first('throughput')).toMatchObject({ messages: 600 })
      publisher.control.tell('stop')
      await publisher.done
      expect((await publisher.control.first('used')).seconds).toBeGreaterThan(0)
    })

    when('deliver a burst without marks to every subscriber', async () => {
      const burst = { ...fanOut, unlimited: true, batches: library === 'ours', count: 5000 }
      const publisher = begin({ role: 'publisher', library, endpoint, ...burst })
      const at = await bound(publisher.control)
      const audience = begin({ role: 'subscribers', library, endpoint: at, subscribers: 2, ...burst })
      await audience.control.first('subscribed')
      publisher.control.tell('go')
      await audience.done
      expect(await audience.control.first('throughput')).toMatchObject({ messages: 10_000 })
      publisher.control.tell('stop')
      await publisher.done
    })

    when('stream through a proxy', async () => {
      const device = begin({ role: 'device', library, frontend: endpoint, backend: endpoint })
      const { frontend, backend } = await device.control.first('device')
      const receiver = begin({ role: 'pull', library, endpoint: backend, attach: 'connect', batches: false, ...counts })
      const sender = begin({ role: 'push', library, endpoint: frontend, batches: false, ...counts })
      await Promise.all([receiver.done, sender.done])
      device.control.tell('stop')
      await device.done
      expect(await receiver.control.first('throughput')).toMatchObject({ messages: 200 })
    })

    when('stream and echo over inproc', async () => {
      const stream = begin({ role: 'inproc-throughput', library, batches: false, ...counts })
      await stream.done
      expect(await stream.control.first('throughput')).toMatchObject({ messages: 200 })
      const laps = begin({ role: 'inproc-latency', library, ...counts })
      await laps.done
      expect(await laps.control.first('latency')).toMatchObject({ roundTrips: 200 })
    })

    when('publish through an inproc proxy', async () => {
      const proxy = begin({ role: 'proxy-throughput', library, ...counts })
      await proxy.done
      expect(await proxy.control.first('throughput')).toMatchObject({ messages: 200 })
    })

    when('hold many idle connections', async () => {
      const host = begin({ role: 'host', library, endpoint })
      const at = await bound(host.control)
      const client = begin({ role: 'idle-connections', library, endpoint: at, warmup: 2, connections: 20 })
      await client.control.first('warm')
      expect(await host.control.first('received')).toMatchObject({ messages: 2 })
      host.control.reports.length = 0
      client.control.tell('go')
      expect(await host.control.first('received')).toMatchObject({ messages: 20 })
      for (const { control, done } of [client, host]) {
        control.tell('stop')
        await done
      }
    })

    when('come and go', async () => {
      const host = begin({ role: 'churn-host', library, endpoint })
      const churn = begin({ role: 'churn', library, endpoint: await bound(host.control), warmup: 2, cycles: 10 })
      await churn.control.first('warm')
      churn.control.tell('go')
      expect(await churn.control.first('churned')).toMatchObject({ cycles: 10 })
      for (const { control, done } of [churn, host]) {
        control.tell('stop')
        await done
      }
    })

    when('stream to fast and slow subscribers', async () => {
      const publisher = begin({ role: 'soak-publisher', library, endpoint, size: 10, perSecond: 1000 })
      const at = await bound(publisher.control)
      const audience = begin({ role: 'soak-subscribers', library, endpoint: at, subscribers: 2, pauseMs: 1 })
      await audience.control.first('subscribed')
      for (const { control, done } of [audience, publisher]) {
        control.tell('stop')
        await done
      }
      expect((await audience.control.first('received')).messages).toBeGreaterThan(0)
    })
  })
}

describe('engines in memory', () => {
  const memory = { role: 'handshakes-in-memory', library: 'ours', warmup: 0, count: 2 } as const

  it('shake hands under CURVE', async () => {
    const shakes = begin({ ...memory, curve: curveEnds })
    await shakes.done
    expect(await shakes.control.first('handshakes')).toMatchObject({ count: 2 })
  })

  it('do not count a handshake that came to a halt', async () => {
    const { server, client } = curveEnds
    const stranger = { ...client, curveServerKey: client.curvePublicKey }
    const shakes = begin({ ...memory, curve: { server, client: stranger } })
    await expect(shakes.done).rejects.toThrow(/HELLO/)
  })
})

describe('bare sockets', () => {
  it('echo and time round trips', async () => {
    const server = begin({ role: 'reply', library: 'bare', endpoint, ...counts })
    const client = begin({ role: 'request', library: 'bare', endpoint: await bound(server.control), ...counts })
    await Promise.all([server.done, client.done])
    expect(await client.control.first('latency')).toMatchObject({ roundTrips: 200 })
  })

  it('take no other endpoints than tcp', async () => {
    const refused = begin({ role: 'reply', library: 'bare', endpoint: 'ipc://here', ...counts })
    await expect(refused.done).rejects.toThrow('bare sockets take tcp://host:port, not ipc://here')
  })
})

describe('workers with timers', () => {
  it.each(['alike', 'mixed'] as const)('measure their calls: %s', async (way) => {
    const worker = begin({ role: 'timers', library: 'ours', way, ...counts })
    await worker.done
    expect(await worker.control.first('throughput')).toMatchObject({ messages: 200 })
  })
})

describe('workers with actors', () => {
  it.each(['loop', 'pipelined', 'lives'] as const)('measure %s', async (way) => {
    const worker = begin({ role: 'actors', library: 'ours', way, ...counts })
    await worker.done
    expect(await worker.control.first(way === 'loop' ? 'latency' : 'throughput')).toMatchObject({
      [way === 'loop' ? 'roundTrips' : 'messages']: 200,
    })
  })
})
