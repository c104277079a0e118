/** The heap of timers, held against a sorted list, and by how often it looks at a time. */
import type { HeapTimer } from '../src/timer-heap.ts'
import { TimerHeap } from '../src/timer-heap.ts'

let looks = 0

class CountedTimer implements HeapTimer {
  readonly id: number
  place = -1
  #due: number

  constructor(id: number, due: number) {
    this.id = id
    this.#due = due
  }

  get due(): number {
    looks++
    return this.#due
  }

  set due(due: number) {
    this.#due = due
  }
}

/** A number below `limit`, always the same ones in the same order. */
function dice(): (limit: number) => number {
  let state = 1
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}

describe('the heap of timers', () => {
  it('has the same first as a sorted list, whatever comes, goes and moves', () => {
    const heap = new TimerHeap<CountedTimer>()
    const list: CountedTimer[] = []
    const draw = dice()
    for (let i = 0; i < 3000; i++) {
      const one = list[draw(list.length + 1)]
      const what = draw(3)
      if (one === undefined || what === 0) {
        const timer = new CountedTimer(i, draw(50))
        heap.add(timer)
        list.push(timer)
      } else if (what === 1) {
        heap.remove(one)
        heap.remove(one)
        list.splice(list.indexOf(one), 1)
      } else {
        one.due = draw(50)
        heap.moved(one)
      }
      list.sort((a, b) => a.due - b.due || a.id - b.id)
      expect(heap.first).toBe(list[0])
      expect(heap.size).toBe(list.length)
    }
  })

  it('looks at a time some dozens of times for each beat of one among 10,000', () => {
    const heap = new TimerHeap<CountedTimer>()
    for (let i = 0; i < 10_000; i++) heap.add(new CountedTimer(i, i % 100))
    looks = 0
    for (let i = 0; i < 10_000; i++) {
      const first = heap.first!
      first.due += 100
      heap.moved(first)
    }
    // 13 levels, two comparisons each of up to four looks, and where it begins.
    expect(looks).toBeLessThan(10_000 * 13 * 2 * 4)
  })
})
