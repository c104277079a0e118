/** ReadyList: has the same order as a plain array that is rotated. */
import * as fc from 'fast-check'
import { ReadyEntry, ReadyList } from '../../src/pipe/ready-list.ts'

function turns(list: ReadyList<string>, count: number): string {
  return Array.from({ length: count }, () => {
    const item = list.current?.item ?? '-'
    list.advance()
    return item
  }).join('')
}

describe('ReadyList', () => {
  it('has no current entry while it is empty, and stays empty when it advances', () => {
    const list = new ReadyList<string>()
    list.advance()
    expect(list.current).toBeUndefined()
  })

  it('gives each entry its turn, in the order in which they were added', () => {
    const list = new ReadyList<string>()
    for (const item of 'abc') list.add(new ReadyEntry(item))
    expect(turns(list, 7)).toBe('abcabca')
  })

  it('puts a new entry behind all others, whichever is current', () => {
    const list = new ReadyList<string>()
    for (const item of 'abc') list.add(new ReadyEntry(item))
    list.advance()
    list.add(new ReadyEntry('d'))
    expect(turns(list, 5)).toBe('bcadb')
  })

  it('ignores an entry that is added twice, or removed without being in the list', () => {
    const list = new ReadyList<string>()
    const [a, b] = [new ReadyEntry('a'), new ReadyEntry('b')]
    list.add(a)
    list.add(a)
    list.remove(b)
    expect(turns(list, 2)).toBe('aa')
    expect([a.listed, b.listed]).toEqual([true, false])
  })

  it('makes the next entry current when the current one is removed, and keeps no link to it', () => {
    const list = new ReadyList<string>()
    const entries = [...'abc'].map((item) => new ReadyEntry(item)) as [ReadyEntry<string>, ReadyEntry<string>, ReadyEntry<string>]
    for (const entry of entries) list.add(entry)
    list.remove(entries[0])
    expect([turns(list, 3), entries[0].next, entries[0].previous]).toEqual(['bcb', entries[0], entries[0]])
  })

  it('gives the order of a rotated array for any mix of additions, removals and turns', () => {
    const step = fc.record({ what: fc.constantFrom('add', 'remove', 'advance'), which: fc.nat(9) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new ReadyList<number>()
        const entries = Array.from({ length: 10 }, (_, i) => new ReadyEntry(i))
        const model: number[] = []
        for (const { what, which } of steps) {
          const entry = entries[which] as ReadyEntry<number>
          const at = model.indexOf(which)
          if (what === 'add') {
            list.add(entry)
            if (at < 0) model.push(which)
          } else if (what === 'remove') {
            list.remove(entry)
            if (at >= 0) model.splice(at, 1)
          } else {
            list.advance()
            if (model.length > 0) model.push(model.shift() as number)
          }
          expect(list.current?.item).toBe(model[0])
        }
        for (const item of model) {
          expect(list.current?.item).toBe(item)
          list.advance()
        }
      }),
    )
  })
})
