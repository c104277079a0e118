/** PUSH → PULL over tcp under CURVE: as without it, the receiver as the server. Our own side has the cryptography that is asked for. */
import { anyPort, rate, rateOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'
import { curveEnds } from '../curve-ends.ts'
import { curveCryptoTitles, whyNoCrypto } from '../curve-crypto.ts'
import type { CurveCryptoName } from '../curve-crypto.ts'
import { sizeLabel } from '../quantity.ts'
import { isOurs } from '../side.ts'

export function curve(size: number, crypto: CurveCryptoName, batches: boolean): Benchmark {
  const how = `${curveCryptoTitles[crypto]}${batches ? ' by batches' : ''}`
  return {
    name: 'curve',
    title: `PUSH → PULL over tcp under CURVE, ours with ${how}`,
    label: sizeLabel(size),
    figures: rate,
    sides: ['ours', 'owned', 'addon', 'c', 'before'],
    firstCount: size < 5000 ? 10_000 : 1000,
    whyMissing: () => whyNoCrypto(crypto),
    async measure(start, side, counts) {
      const common = { size, ...counts, batches: batches && isOurs(side), crypto }
      const receiver = start(side, { role: 'pull', endpoint: anyPort, attach: 'bind', curve: curveEnds.server, ...common })
      const { endpoint } = await receiver.report('bound')
      start(side, { role: 'push', endpoint, curve: curveEnds.client, ...common })
      return rateOf(await receiver.report('throughput'))
    },
  }
}
