/** What nodes of ours agree on: the last write of each key, whatever way and in whatever order they hear of it. */
import { Xoshiro128 } from '@tszmq/testkit'
import { Town } from './town.ts'

/** Every two of them joined. */
function triangle(stamped = true): Town {
  const town = new Town(3)
  town.join(0, 1, stamped)
  town.join(1, 2, stamped)
  town.join(2, 0, stamped)
  return town
}

function ring(size: number): Town {
  const town = new Town(size)
  for (let i = 0; i < size; i++) town.join(i, (i + 1) % size)
  return town
}

describe('nodes in a circle', () => {
  it('all hear a tuple, and are quiet after each has told it on once', () => {
    const town = ring(6)
    town.publish(0, 'key', 'value')
    town.settle()
    expect(town.values('key')).toEqual(Array(6).fill('value'))
    // One each to its neighbours but the one it heard it from, where the two ways meet perhaps one more.
    expect(town.delivered).toBeLessThanOrEqual(8)
  })

  it('end with the last value of one writer, however fast it writes and however slow one way is', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Xoshiro128(seed)
      const town = ring(5)
      for (let i = 0; i < 20; i++) {
        town.publish(0, 'key', `value ${random.below(4)} ${i % 2}`)
        for (let steps = random.below(6); steps > 0; steps--) town.step((count) => random.below(count))
      }
      town.publish(0, 'key', 'a last one that is no greater')
      town.settle((count) => random.below(count))
      expect(town.values('key')).toEqual(Array(5).fill('a last one that is no greater'))
    }
  })

  it('end with what was written after a key was forgotten, though what it was before still goes around', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Xoshiro128(seed)
      const town = ring(4)
      town.publish(0, 'key', 'z: before')
      for (let steps = random.below(5); steps > 0; steps--) town.step((count) => random.below(count))
      town.nodes[0]!.unpublish('key')
      town.publish(0, 'key', 'a: after')
      town.settle((count) => random.below(count))
      expect(town.values('key')).toEqual(Array(4).fill('a: after'))
    }
  })

  it('agree on one of the values that two wrote at the same time, and are quiet then', () => {
    const town = triangle()
    town.publish(0, 'key', 'one')
    town.publish(1, 'key', 'two')
    town.settle()
    expect(town.values('key')).toEqual(['two', 'two', 'two'])
    expect(town.delivered).toBeLessThan(20)
  })

  it('take the last value of two writers who know of each other', () => {
    const town = triangle()
    for (const [at, value] of [
      [0, 'z'],
      [1, 'm'],
      [0, 'a'],
    ] as const) {
      town.publish(at, 'key', value)
      town.settle()
    }
    expect(town.values('key')).toEqual(['a', 'a', 'a'])
  })
})

describe('a network that was parted', () => {
  /** 0 and 1 on one side, 2 and 3 on the other. */
  function parted(): { town: Town; bridge: ReturnType<Town['join']> } {
    const town = new Town(4)
    town.join(0, 1)
    town.join(2, 3)
    const bridge = town.join(1, 2)
    town.publish(0, 'key', 'z: before')
    town.settle()
    bridge.unplug()
    return { town, bridge }
  }

  it('has what its only writer wrote meanwhile, not what the others had before', () => {
    const { town, bridge } = parted()
    town.publish(0, 'key', 'a: meanwhile')
    town.settle()
    bridge.plug()
    town.settle()
    expect(town.values('key')).toEqual(Array(4).fill('a: meanwhile'))
  })

  it('has what a writer wrote who lost its memory meanwhile', () => {
    const { town, bridge } = parted()
    town.restart(0)
    town.restart(1)
    town.publish(0, 'key', 'a: again')
    town.settle()
    bridge.plug()
    town.settle()
    expect(town.values('key')).toEqual(Array(4).fill('a: again'))
  })

  it('agrees when both sides wrote', () => {
    const { town, bridge } = parted()
    town.publish(0, 'key', 'left')
    town.publish(3, 'key', 'right')
    town.publish(3, 'key', 'further right')
    town.settle()
    bridge.plug()
    town.settle()
    expect(new Set(town.values('key')).size).toBe(1)
  })
})

it('a writer that starts again is believed before it has joined, and when it has forgotten its own key', () => {
  const town = new Town(2)
  const wire = town.join(0, 1)
  for (let i = 0; i < 5; i++) town.publish(0, 'key', `value ${i}`)
  town.settle()
  wire.unplug()
  town.restart(0)
  town.publish(0, 'key', 'a new life')
  wire.plug()
  town.settle()
  expect(town.values('key')).toEqual(['a new life', 'a new life'])
  town.nodes[0]!.unpublish('key')
  town.publish(0, 'key', 'a late one')
  town.settle()
  expect(town.values('key')).toEqual(['a late one', 'a late one'])
})

it('what is forgotten at one node is told to it again by who joins it', () => {
  const town = new Town(2)
  const wire = town.join(0, 1)
  town.publish(0, 'key', 'value')
  town.settle()
  expect(town.nodes[1]!.unpublish('key')).toBe(true)
  expect([town.nodes[1]!.unpublish('key'), town.values('key')]).toEqual([false, ['value', undefined]])
  wire.unplug()
  wire.plug()
  town.settle()
  expect(town.values('key')).toEqual(['value', 'value'])
})

it('somebody who claims the last write there can be keeps nobody busy, and only that key', () => {
  const town = triangle()
  town.publish(0, 'key', 'ours')
  town.settle()
  const [{ queue }] = town.wires[0]!.ways
  town.nodes[0]!.publish({ key: 'key', value: 'theirs', ttl: 0 })
  const [said, stamp] = queue.at(-1)!
  stamp!.fill(0xff, 1)
  stamp![0] = 0
  queue.splice(0, queue.length, [said!, stamp!])
  town.settle()
  town.publish(1, 'key', 'a smaller one')
  town.settle()
  town.publish(1, 'other', 'value')
  town.settle()
  expect(town.values('other')).toEqual(['value', 'value', 'value'])
})

describe('a time to live', () => {
  it('ends everywhere at about the time it was given', () => {
    const town = ring(4)
    town.publish(0, 'key', 'value', 1000)
    town.settle()
    town.runtime.advance(900)
    expect(town.values('key')).toEqual(Array(4).fill('value'))
    town.runtime.advance(100)
    town.settle()
    expect(town.values('key')).toEqual(Array(4).fill(undefined))
    expect(town.runtime.timers).toBe(0)
  })

  it('begins anew whenever it is published again', () => {
    const town = ring(4)
    for (let i = 0; i < 5; i++) {
      town.publish(0, 'key', 'value', 1000)
      town.settle()
      town.runtime.advance(600)
    }
    expect(town.values('key')).toEqual(Array(4).fill('value'))
    town.runtime.advance(400)
    expect(town.values('key')).toEqual(Array(4).fill(undefined))
  })

  it('ends when the way around a circle takes longer than the life', () => {
    const town = ring(3)
    town.publish(0, 'key', 'value', 20)
    // Each hop takes a millisecond, and none of the life is lost on a wire.
    let hops = 0
    while (town.step(() => 0)) {
      town.runtime.advance(15)
      hops++
    }
    town.runtime.advance(100)
    expect(town.values('key')).toEqual(Array(3).fill(undefined))
    expect(hops).toBeLessThan(100)
  })

  it('is over for one that lasts from then on', () => {
    const town = ring(3)
    town.publish(0, 'key', 'value', 1000)
    town.publish(0, 'key', 'value')
    town.settle()
    town.runtime.advance(2000)
    expect(town.values('key')).toEqual(Array(3).fill('value'))
  })
})

describe('chance', () => {
  it('leads 400 networks of up to six nodes, with writers, cuts and restarts at any moment, to one value of each key', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = new Xoshiro128(seed)
      const pick = (count: number): number => random.below(count)
      const size = 2 + random.below(5)
      const town = new Town(size)
      // A tree, so that all hear of each other, and some wires more.
      for (let i = 1; i < size; i++) town.join(i, random.below(i))
      for (let i = random.below(4); i > 0; i--) {
        const a = random.below(size)
        town.join(a, (a + 1 + random.below(size - 1)) % size)
      }
      const last = new Map<string, string>()
      for (let i = 0; i < 60; i++) {
        const at = random.below(size)
        const wire = random.pick(town.wires)
        switch (random.below(8)) {
          case 0:
            if (wire.plugged) wire.unplug()
            else wire.plug()
            break
          case 1:
            if (random.once(4)) {
              town.restart(at)
              last.delete(`of ${at}`)
            }
            break
          case 2:
          case 3:
            town.publish(at, `of ${at}`, `${random.below(1000)}`)
            last.set(`of ${at}`, town.values(`of ${at}`)[at]!)
            break
          case 4:
            town.publish(at, `of all`, `${random.below(1000)}`)
            break
          default:
            for (let steps = random.below(20); steps > 0; steps--) town.step(pick)
        }
      }
      for (const wire of town.wires) if (!wire.plugged) wire.plug()
      town.settle(pick)
      for (const key of ['of all', ...town.nodes.map((_, at) => `of ${at}`)]) {
        const values = new Set(town.values(key))
        expect({ seed, key, values }).toEqual({ seed, key, values: new Set([[...values][0]]) })
        if (last.has(key)) expect({ seed, key, values }).toEqual({ seed, key, values: new Set([last.get(key)]) })
      }
    }
  })
})

describe('nodes of CZMQ', () => {
  it('in a triangle agree on what two wrote at the same time, and are quiet then', () => {
    const town = triangle(false)
    town.publish(0, 'key', 'one')
    town.publish(1, 'key', 'two')
    town.settle()
    expect(town.values('key')).toEqual(['two', 'two', 'two'])
  })

  it('are believed whatever they say, if one of them says it after a while', () => {
    const town = triangle(false)
    town.publish(0, 'key', 'z')
    town.settle()
    town.runtime.advance(1000)
    town.publish(1, 'key', 'a')
    town.settle()
    expect(town.values('key')).toEqual(['a', 'a', 'a'])
  })
})
