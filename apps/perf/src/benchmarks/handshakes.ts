/** Whole CURVE handshakes, both ends in one process, so that one core does all the work: over tcp, and of ours without any socket. */
import type { Benchmark } from '../benchmark.ts'
import { curveEnds } from '../curve-ends.ts'
import { curveCryptoTitles, whyNoCrypto } from '../curve-crypto.ts'
import type { CurveCryptoName } from '../curve-crypto.ts'
import type { Side } from '../side.ts'

const ways = {
  'over tcp': { role: 'handshakes', sides: ['ours', 'addon', 'c', 'before'] },
  'in memory': { role: 'handshakes-in-memory', sides: ['ours'] },
} as const satisfies Record<string, { role: string; sides: readonly Side[] }>

/** Handshakes before the clock starts, whoever's: a server that lives has long compiled what it runs, which takes us some hundreds. */
const WARM = 1000

export type HandshakeWay = keyof typeof ways
export const handshakeWays = Object.keys(ways) as HandshakeWay[]

export function handshakes(way: HandshakeWay, crypto: CurveCryptoName): Benchmark {
  const { role, sides } = ways[way]
  return {
    name: 'handshakes',
    title: `CURVE handshakes on one core, both ends, ours with ${curveCryptoTitles[crypto]}`,
    label: way,
    figures: [{ name: 'rate', unit: '1/s' }],
    sides,
    firstCount: 100,
    whyMissing: () => whyNoCrypto(crypto),
    async measure(start, side, counts) {
      const warmup = Math.max(WARM, counts.warmup)
      const { count, seconds } = await start(side, { role, ...counts, warmup, curve: curveEnds, crypto }).report('handshakes')
      return { seconds, figures: { rate: count / seconds } }
    },
  }
}
