/**
 * What can go wrong, drawn from the seed before anything begins, so that one fault can be left out and the others stay what they
 * are. Each is over by itself or when the network is healed.
 */
import { Xoshiro128 } from '@tszmq/testkit'
import { RANK } from './event-heap.ts'
import type { SimConn } from './sim-conn.ts'
import type { Simulation } from './simulation.ts'

const KINDS = [
  'reset',
  'fin',
  'half fin',
  'swallow',
  'swallow one way',
  'partition',
  'one way',
  'stall',
  'restart',
  'silent restart',
  'refuse',
  'stick',
] as const

type FaultKind = (typeof KINDS)[number]

/** After these a peer may be gone without a word, and only heartbeats find out. */
const SILENT: readonly FaultKind[] = ['swallow', 'swallow one way', 'partition', 'one way', 'silent restart']

const MOST = 12

/** Who and which connection it meets are fractions: of those that are there when it happens. */
export interface Fault {
  readonly index: number
  /** Virtual milliseconds. */
  readonly at: number
  readonly lasts: number
  readonly kind: FaultKind
  readonly whom: number
  readonly other: number
}

/** Before `end`; a quarter of all seeds have none. Half of the others know a kind or two only, so that each has its own time. */
export function drawFaults(seed: number, end: number): readonly Fault[] {
  const random = new Xoshiro128(seed ^ 0xfa017)
  if (random.once(4)) return []
  const fraction = (): number => random.next() / 0x1_0000_0000
  const kinds = random.once(2) ? KINDS : [random.pick(KINDS), random.pick(KINDS)]
  return Array.from({ length: 1 + random.below(MOST) }, (_, index) => ({
    index,
    at: 5 + fraction() * (end - 5),
    lasts: random.below(1500),
    kind: random.pick(kinds),
    whom: fraction(),
    other: fraction(),
  }))
}

export function isSilent({ kind }: Fault): boolean {
  return SILENT.includes(kind)
}

export function describeFault({ index, at, kind, lasts }: Fault): string {
  return `${index}: ${kind} at ${at.toFixed(0)} ms, ${lasts} ms`
}

/** One fault, now. */
export function inflict(sim: Simulation, fault: Fault): void {
  const { world, network } = sim
  const names = [...sim.nodes.keys()]
  const [a, b] = [choose(names, fault.whom), choose(names, fault.other)]
  const conn = network.conns.size > 0 ? choose([...network.conns], fault.whom) : undefined
  const later = (ms: number, run: () => void): void => void world.at(world.now + ms, RANK.io, undefined, run)
  const meet = (run: (conn: SimConn) => void): void => (conn === undefined ? undefined : run(conn))

  switch (fault.kind) {
    case 'reset':
      return meet((it) => network.reset(it))
    case 'fin':
      return meet((it) => network.finish(it))
    case 'half fin':
      return meet((it) => network.finishOneWay(it))
    case 'swallow':
      return meet((it) => network.swallow(it))
    case 'swallow one way':
      return meet((it) => network.swallowOneWay(it))
    case 'partition':
      network.partition(a, b)
      network.partition(b, a)
      return later(fault.lasts, () => network.heal())
    case 'one way':
      network.partition(a, b)
      return later(fault.lasts, () => network.heal())
    case 'stall':
      world.log(`stall ${a}`)
      return sim.nodes.get(a)?.runtime.stall(fault.lasts / 2)
    case 'restart':
      return sim.restart(a, false, fault.lasts / 3)
    case 'silent restart':
      return sim.restart(a, true, fault.lasts / 3)
    case 'refuse':
      network.refuse(a, true)
      return later(fault.lasts / 2, () => network.refuse(a, false))
    case 'stick':
      return meet((it) => {
        world.log(`stick ${it.local} ${it.remote}`)
        it.stick(true)
        later(fault.lasts / 2, () => it.stick(false))
      })
  }
}

function choose<T>(list: readonly T[], fraction: number): T {
  return list[Math.floor(fraction * list.length)] as T
}
