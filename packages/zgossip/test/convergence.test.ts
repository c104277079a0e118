/** Nodes of tszmq agree on the last write of each key, whatever way and in whatever order it reaches them. */
import { Xoshiro128 } from '@tszmq/testkit'
import { GossipNetwork } from './gossip-network.ts'

/** Every two of them joined. */
function triangle(stamped = true): GossipNetwork {
  const network = new GossipNetwork(3)
  network.join(0, 1, stamped)
  network.join(1, 2, stamped)
  network.join(2, 0, stamped)
  return network
}

function ring(size: number): GossipNetwork {
  const network = new GossipNetwork(size)
  for (let i = 0; i < size; i++) network.join(i, (i + 1) % size)
  return network
}

describe('nodes in a circle', () => {
  it('all get a tuple, and send no more after each has forwarded it once', () => {
    const network = ring(6)
    network.publish(0, 'key', 'value')
    network.settle()
    expect(network.values('key')).toEqual(Array(6).fill('value'))
    // One each to its neighbours but the one it heard it from, where the two ways meet perhaps one more.
    expect(network.delivered).toBeLessThanOrEqual(8)
  })

  it('keep the last value of one writer, however fast it writes and however slow one path is', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Xoshiro128(seed)
      const network = ring(5)
      for (let i = 0; i < 20; i++) {
        network.publish(0, 'key', `value ${random.below(4)} ${i % 2}`)
        for (let steps = random.below(6); steps > 0; steps--) network.step((count) => random.below(count))
      }
      network.publish(0, 'key', 'a last one that is no greater')
      network.settle((count) => random.below(count))
      expect(network.values('key')).toEqual(Array(5).fill('a last one that is no greater'))
    }
  })

  it('keep a value that was written after its key was forgotten, while the old value still goes around', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Xoshiro128(seed)
      const network = ring(4)
      network.publish(0, 'key', 'z: before')
      for (let steps = random.below(5); steps > 0; steps--) network.step((count) => random.below(count))
      network.nodes[0]!.unpublish('key')
      network.publish(0, 'key', 'a: after')
      network.settle((count) => random.below(count))
      expect(network.values('key')).toEqual(Array(4).fill('a: after'))
    }
  })

  it('agree on one of two values that were written at the same time, and send no more then', () => {
    const network = triangle()
    network.publish(0, 'key', 'one')
    network.publish(1, 'key', 'two')
    network.settle()
    expect(network.values('key')).toEqual(['two', 'two', 'two'])
    expect(network.delivered).toBeLessThan(20)
  })

  it('keep the last value of two writers that have received each other', () => {
    const network = triangle()
    for (const [at, value] of [
      [0, 'z'],
      [1, 'm'],
      [0, 'a'],
    ] as const) {
      network.publish(at, 'key', value)
      network.settle()
    }
    expect(network.values('key')).toEqual(['a', 'a', 'a'])
  })
})

describe('a network that was split and is joined again', () => {
  /** 0 and 1 on one side, 2 and 3 on the other. */
  function parted(): { network: GossipNetwork; bridge: ReturnType<GossipNetwork['join']> } {
    const network = new GossipNetwork(4)
    network.join(0, 1)
    network.join(2, 3)
    const bridge = network.join(1, 2)
    network.publish(0, 'key', 'z: before')
    network.settle()
    bridge.unplug()
    return { network, bridge }
  }

  it('has the value that its only writer wrote meanwhile, not the older one of the others', () => {
    const { network, bridge } = parted()
    network.publish(0, 'key', 'a: meanwhile')
    network.settle()
    bridge.plug()
    network.settle()
    expect(network.values('key')).toEqual(Array(4).fill('a: meanwhile'))
  })

  it('has the value of a writer that was restarted meanwhile', () => {
    const { network, bridge } = parted()
    network.restart(0)
    network.restart(1)
    network.publish(0, 'key', 'a: again')
    network.settle()
    bridge.plug()
    network.settle()
    expect(network.values('key')).toEqual(Array(4).fill('a: again'))
  })

  it('agrees on one value if both sides wrote', () => {
    const { network, bridge } = parted()
    network.publish(0, 'key', 'left')
    network.publish(3, 'key', 'right')
    network.publish(3, 'key', 'further right')
    network.settle()
    bridge.plug()
    network.settle()
    expect(new Set(network.values('key')).size).toBe(1)
  })
})

it('accepts the value of a restarted writer, before it has joined and after it has forgotten its own key', () => {
  const network = new GossipNetwork(2)
  const wire = network.join(0, 1)
  for (let i = 0; i < 5; i++) network.publish(0, 'key', `value ${i}`)
  network.settle()
  wire.unplug()
  network.restart(0)
  network.publish(0, 'key', 'a new life')
  wire.plug()
  network.settle()
  expect(network.values('key')).toEqual(['a new life', 'a new life'])
  network.nodes[0]!.unpublish('key')
  network.publish(0, 'key', 'a late one')
  network.settle()
  expect(network.values('key')).toEqual(['a late one', 'a late one'])
})

it('sends a forgotten key to a node again when a neighbour joins it', () => {
  const network = new GossipNetwork(2)
  const wire = network.join(0, 1)
  network.publish(0, 'key', 'value')
  network.settle()
  expect(network.nodes[1]!.unpublish('key')).toBe(true)
  expect([network.nodes[1]!.unpublish('key'), network.values('key')]).toEqual([false, ['value', undefined]])
  wire.unplug()
  wire.plug()
  network.settle()
  expect(network.values('key')).toEqual(['value', 'value'])
})

it('limits a peer that sends the greatest clock to one key, and causes no further traffic', () => {
  const network = triangle()
  network.publish(0, 'key', 'ours')
  network.settle()
  const [{ queue }] = network.wires[0]!.ways
  network.nodes[0]!.publish({ key: 'key', value: 'theirs', ttl: 0 })
  const [said, stamp] = queue.at(-1)!
  stamp!.fill(0xff, 1)
  stamp![0] = 0
  queue.splice(0, queue.length, [said!, stamp!])
  network.settle()
  network.publish(1, 'key', 'a smaller one')
  network.settle()
  network.publish(1, 'other', 'value')
  network.settle()
  expect(network.values('other')).toEqual(['value', 'value', 'value'])
})

describe('a time to live', () => {
  it('expires on all nodes at about the given time', () => {
    const network = ring(4)
    network.publish(0, 'key', 'value', 1000)
    network.settle()
    network.runtime.advance(900)
    expect(network.values('key')).toEqual(Array(4).fill('value'))
    network.runtime.advance(100)
    network.settle()
    expect(network.values('key')).toEqual(Array(4).fill(undefined))
    expect(network.runtime.timers).toBe(0)
  })

  it('starts again whenever the tuple is published again', () => {
    const network = ring(4)
    for (let i = 0; i < 5; i++) {
      network.publish(0, 'key', 'value', 1000)
      network.settle()
      network.runtime.advance(600)
    }
    expect(network.values('key')).toEqual(Array(4).fill('value'))
    network.runtime.advance(400)
    expect(network.values('key')).toEqual(Array(4).fill(undefined))
  })

  it('expires if the way around a circle takes longer than it lives', () => {
    const network = ring(3)
    network.publish(0, 'key', 'value', 20)
    // Each hop takes a millisecond, and none of the life is lost on a wire.
    let hops = 0
    while (network.step(() => 0)) {
      network.runtime.advance(15)
      hops++
    }
    network.runtime.advance(100)
    expect(network.values('key')).toEqual(Array(3).fill(undefined))
    expect(hops).toBeLessThan(100)
  })

  it('is replaced by a tuple without a time to live', () => {
    const network = ring(3)
    network.publish(0, 'key', 'value', 1000)
    network.publish(0, 'key', 'value')
    network.settle()
    network.runtime.advance(2000)
    expect(network.values('key')).toEqual(Array(3).fill('value'))
  })
})

describe('random networks', () => {
  it('of up to six nodes, with writers, cuts and restarts at any moment, agree on one value of each key, 400 times', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = new Xoshiro128(seed)
      const pick = (count: number): number => random.below(count)
      const size = 2 + random.below(5)
      const network = new GossipNetwork(size)
      // A tree, so that all hear of each other, and some wires more.
      for (let i = 1; i < size; i++) network.join(i, random.below(i))
      for (let i = random.below(4); i > 0; i--) {
        const a = random.below(size)
        network.join(a, (a + 1 + random.below(size - 1)) % size)
      }
      const last = new Map<string, string>()
      for (let i = 0; i < 60; i++) {
        const at = random.below(size)
        const wire = random.pick(network.wires)
        switch (random.below(8)) {
          case 0:
            if (wire.plugged) wire.unplug()
            else wire.plug()
            break
          case 1:
            if (random.once(4)) {
              network.restart(at)
              last.delete(`of ${at}`)
            }
            break
          case 2:
          case 3:
            network.publish(at, `of ${at}`, `${random.below(1000)}`)
            last.set(`of ${at}`, network.values(`of ${at}`)[at]!)
            break
          case 4:
            network.publish(at, `of all`, `${random.below(1000)}`)
            break
          default:
            for (let steps = random.below(20); steps > 0; steps--) network.step(pick)
        }
      }
      for (const wire of network.wires) if (!wire.plugged) wire.plug()
      network.settle(pick)
      for (const key of ['of all', ...network.nodes.map((_, at) => `of ${at}`)]) {
        const values = new Set(network.values(key))
        expect({ seed, key, values }).toEqual({ seed, key, values: new Set([[...values][0]]) })
        if (last.has(key)) expect({ seed, key, values }).toEqual({ seed, key, values: new Set([last.get(key)]) })
      }
    }
  })
})

describe('nodes of CZMQ', () => {
  it('in a triangle agree on one of two values that were written at the same time, and send no more then', () => {
    const network = triangle(false)
    network.publish(0, 'key', 'one')
    network.publish(1, 'key', 'two')
    network.settle()
    expect(network.values('key')).toEqual(['two', 'two', 'two'])
  })

  it('accept every value that comes some time after the last one', () => {
    const network = triangle(false)
    network.publish(0, 'key', 'z')
    network.settle()
    network.runtime.advance(1000)
    network.publish(1, 'key', 'a')
    network.settle()
    expect(network.values('key')).toEqual(['a', 'a', 'a'])
  })
})
