/** What can go wrong, drawn from the seed. Each fault is over by itself or when the network is healed. */
import { RANK } from './event-heap.ts'
import type { Simulation } from './simulation.ts'

const KINDS = ['reset', 'reset', 'fin', 'swallow', 'partition', 'one way', 'stall', 'restart', 'refuse', 'stick'] as const

/** One fault, now. */
export function breakSomething(sim: Simulation): void {
  const { world, network } = sim
  const { random } = world
  const names = [...sim.nodes.keys()]
  const conns = [...network.conns]
  const kind = random.pick(KINDS)
  const [a, b] = [random.pick(names), random.pick(names)]
  const later = (ms: number, run: () => void): void => void world.at(world.now + ms, RANK.io, undefined, run)

  switch (kind) {
    case 'reset':
      if (conns.length > 0) network.reset(random.pick(conns))
      return
    case 'fin':
      if (conns.length > 0) network.finish(random.pick(conns))
      return
    case 'swallow':
      if (conns.length > 0) network.swallow(random.pick(conns))
      return
    case 'partition':
      network.partition(a, b)
      network.partition(b, a)
      return later(random.below(1500), () => network.heal())
    case 'one way':
      network.partition(a, b)
      return later(random.below(1500), () => network.heal())
    case 'stall':
      world.log(`stall ${a}`)
      return sim.nodes.get(a)?.runtime.stall(random.below(800))
    case 'restart':
      return sim.restart(a, random.once(2), random.below(500))
    case 'refuse':
      network.refuse(a, true)
      return later(random.below(800), () => network.refuse(a, false))
    case 'stick': {
      if (conns.length === 0) return
      const conn = random.pick(conns)
      world.log(`stick ${conn.local} ${conn.remote}`)
      conn.stick(true)
      return later(random.below(800), () => conn.stick(false))
    }
  }
}
