/** Tests of the spin-wait: when a thread spins, for how long, and when it stops doing so. */
import { SpinState, SpinWait } from '../src/threads/spin-wait.ts'

const SPIN_MS = 0.15

let time: number
let state: SpinState
let spinWait: SpinWait

beforeEach(() => {
  time = 0
  state = new SpinState(() => time)
  Object.defineProperty(state, 'enabled', { value: true })
  spinWait = new SpinWait(state)
})

/** A wait of `ms` milliseconds. Returns how often a spin polled; 0 without a spin. */
function wait(ms: number, waiter = spinWait): number {
  const end = time + ms
  let polls = 0
  if (waiter.begin()) {
    waiter.spin(() => {
      polls++
      if (time >= end) return true
      time += 0.01
      return false
    })
  }
  time = Math.max(time, end)
  waiter.end()
  return polls
}

describe('a spin-wait', () => {
  it('spins only after a short wait', () => {
    expect(wait(0.03)).toBe(0)
    expect(wait(0.03)).toBeGreaterThan(0)
    wait(5)
    expect(wait(0.03)).toBe(0) // the wait before was long
    expect(wait(0.03)).toBe(0) // its spin was in vain
    expect(wait(0.03)).toBeGreaterThan(0)
  })

  it('stops spinning after 150 µs', () => {
    wait(0.03)
    spinWait.begin()
    const began = time
    spinWait.spin(() => {
      time += 0.01
      return false
    })
    expect(time - began).toBeCloseTo(SPIN_MS, 1)
  })

  it('spins for one connection of a thread at a time', () => {
    const other = new SpinWait(state)
    wait(0.03)
    wait(0.03, other)
    expect(spinWait.begin()).toBe(true)
    expect(other.begin()).toBe(false)
    spinWait.spin(() => true)
    other.end()
    spinWait.end()
    expect(other.begin()).toBe(true)
  })

  it('spins rarely while spins are in vain, and at almost every wait when they succeed again', () => {
    /** Counts the spins of `waits` waits. A wait takes 0.03 ms without a spin and `spinning` ms with one. */
    const spins = (waits: number, spinning: number): number => {
      let count = 0
      for (let i = 0; i < waits; i++) {
        const spun = spinWait.begin()
        const end = time + (spun ? spinning : 0.03)
        if (spun) spinWait.spin(() => (time += 0.01) >= end)
        if (spun) count++
        time = Math.max(time, end)
        spinWait.end()
      }
      return count
    }
    expect(spins(10_000, 1)).toBeLessThan(60)
    expect(spins(10_000, 0.03)).toBeGreaterThan(8000)
  })

  it('never spins on a machine with one processor', () => {
    Object.defineProperty(state, 'enabled', { value: false })
    wait(0.03)
    expect(wait(0.03)).toBe(0)
  })
})
