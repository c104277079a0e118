/** When a thread stays awake for another, for how long, and when it gives that up. */
import { Vigil, Watch } from '../src/threads/vigil.ts'

const MOMENT = 0.15

let time: number
let watch: Watch
let vigil: Vigil

beforeEach(() => {
  time = 0
  watch = new Watch(() => time)
  Object.defineProperty(watch, 'able', { value: true })
  vigil = new Vigil(watch)
})

/** A wait of so many milliseconds, watched for if it is that. Returns how many times it looked. */
function wait(ms: number, whose = vigil): number {
  const end = time + ms
  let looks = 0
  if (whose.begin()) {
    whose.keep(() => {
      looks++
      if (time >= end) return true
      time += 0.01
      return false
    })
  }
  time = Math.max(time, end)
  whose.end()
  return looks
}

describe('a vigil', () => {
  it('is kept only after a wait that was short', () => {
    expect(wait(0.03)).toBe(0)
    expect(wait(0.03)).toBeGreaterThan(0)
    wait(5)
    expect(wait(0.03)).toBe(0) // the last was long
    expect(wait(0.03)).toBe(0) // and watched for in vain
    expect(wait(0.03)).toBeGreaterThan(0)
  })

  it('ends with the moment', () => {
    wait(0.03)
    vigil.begin()
    const began = time
    vigil.keep(() => {
      time += 0.01
      return false
    })
    expect(time - began).toBeCloseTo(MOMENT, 1)
  })

  it('is kept for one connection of a thread at a time', () => {
    const other = new Vigil(watch)
    wait(0.03)
    wait(0.03, other)
    expect(vigil.begin()).toBe(true)
    expect(other.begin()).toBe(false)
    vigil.keep(() => true)
    other.end()
    vigil.end()
    expect(other.begin()).toBe(true)
  })

  it('is given up where it is in vain, tried again now and then, and kept always again where it pays', () => {
    /** How many of so many waits are watched for. What comes soon to who sleeps takes `watched` for who does not. */
    const tries = (waits: number, watched: number): number => {
      let count = 0
      for (let i = 0; i < waits; i++) {
        const awake = vigil.begin()
        const end = time + (awake ? watched : 0.03)
        if (awake) vigil.keep(() => (time += 0.01) >= end)
        if (awake) count++
        time = Math.max(time, end)
        vigil.end()
      }
      return count
    }
    expect(tries(10_000, 1)).toBeLessThan(60)
    expect(tries(10_000, 0.03)).toBeGreaterThan(8000)
  })

  it('is kept by nobody where there is one processor', () => {
    Object.defineProperty(watch, 'able', { value: false })
    wait(0.03)
    expect(wait(0.03)).toBe(0)
  })
})
