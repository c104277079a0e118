/** Ring: order, growth, and removal. */
import fc from 'fast-check'
import { Ring } from '../../src/pipe/ring.ts'

describe('Ring', () => {
  it('returns what was pushed, first in first out', () => {
    const ring = new Ring<number>(2)
    for (let i = 0; i < 100; i++) ring.push(i)
    expect(Array.from({ length: 100 }, () => ring.take())).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('is empty at first: take() and peek() return nothing', () => {
    const ring = new Ring<number>()
    expect([ring.size, ring.take(), ring.peek()]).toEqual([0, undefined, undefined])
  })

  it('peeks at the oldest without removing it', () => {
    const ring = new Ring<string>()
    ring.push('a')
    ring.push('b')
    expect([ring.peek(), ring.size]).toEqual(['a', 2])
  })

  it('keeps the order of the others when one is removed from the middle', () => {
    const ring = new Ring<string>(4)
    for (const each of ['a', 'b', 'c', 'd', 'e']) ring.push(each)
    ring.remove('c')
    expect([ring.take(), ring.take(), ring.take(), ring.take(), ring.take()]).toEqual(['a', 'b', 'd', 'e', undefined])
  })

  it('is unchanged when an absent item is removed', () => {
    const ring = new Ring<string>()
    ring.push('a')
    ring.remove('z')
    expect([ring.size, ring.take()]).toEqual([1, 'a'])
  })

  it('is empty after clear(), and can be used again', () => {
    const ring = new Ring<number>(2)
    for (let i = 0; i < 40; i++) ring.push(i)
    ring.clear()
    expect([ring.size, ring.take()]).toEqual([0, undefined])
    ring.push(7)
    expect(ring.take()).toBe(7)
  })

  it('behaves as an array for any mix of operations', () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('push' as const), item: fc.nat(5) }),
      fc.record({ do: fc.constantFrom('take' as const, 'pop' as const, 'clear' as const), item: fc.constant(0) }),
      fc.record({ do: fc.constant('remove' as const), item: fc.nat(5) }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const ring = new Ring<number>(2)
        let model: number[] = []
        for (const { do: what, item } of actions) {
          if (what === 'push') {
            ring.push(item)
            model.push(item)
          } else if (what === 'take') expect(ring.take()).toBe(model.shift())
          else if (what === 'pop') {
            if (model.length > 0) expect(ring.pop()).toBe(model.pop())
          } else if (what === 'clear') {
            ring.clear()
            model = []
          } else {
            ring.remove(item)
            model = model.filter((each) => each !== item)
          }
          expect([ring.size, ring.peek(), ring.last]).toEqual([model.length, model[0], model.at(-1)])
        }
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})
