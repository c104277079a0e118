/**
 * Through a proxy, bare or an actor (zproxy, which only our side has): PUSH → PULL|PUSH → PULL over tcp in three processes, and libzmq's
 * proxy_thr, all in one.
 */
import { anyPort, rate, rateOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'
import { sizeLabel } from '../quantity.ts'

export function proxy(size: number, actor = false): Benchmark {
  return {
    name: 'proxy',
    title: `PUSH → ${actor ? 'zproxy' : 'proxy'} → PULL over tcp`,
    label: sizeLabel(size),
    figures: rate,
    sides: ['ours', 'addon', 'c', 'before'],
    firstCount: 20_000,
    async measure(start, side, counts) {
      const device = start(side, { role: 'device', actor, frontend: anyPort, backend: anyPort })
      const { frontend, backend } = await device.report('device')
      const common = { size, ...counts, batches: false }
      const receiver = start(side, { role: 'pull', endpoint: backend, attach: 'connect', ...common })
      await receiver.report('bound')
      start(side, { role: 'push', endpoint: frontend, ...common })
      const result = await receiver.report('throughput')
      device.tell('stop')
      return rateOf(result)
    },
  }
}

export function proxyInproc(size: number): Benchmark {
  return {
    name: 'proxy',
    title: 'XPUB → proxy → SUB over inproc',
    label: sizeLabel(size),
    figures: rate,
    sides: ['ours', 'addon', 'c', 'before'],
    firstCount: 20_000,
    async measure(start, side, counts) {
      const worker = start(side, { role: 'proxy-throughput', size, ...counts })
      return rateOf(await worker.report('throughput'))
    },
  }
}
