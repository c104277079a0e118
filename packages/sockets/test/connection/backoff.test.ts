/** Backoff: every wait is within the limits, however often an attempt fails (L16). */
import { attackSize } from '@tszmq/fuzzer'
import { Backoff } from '../../src/connection/backoff.ts'
import { nodeRuntime } from '../../src/platform/node-runtime.ts'

// Ids of threats: docs/threats.md.

/** A runtime whose chance is always `random`. */
function chance(random: number): typeof nodeRuntime {
  return Object.assign(Object.create(nodeRuntime) as typeof nodeRuntime, { random: () => random })
}

describe('Backoff', () => {
  it.each([0, -1])('never connects again with an interval of %i', (interval) => {
    expect([new Backoff(nodeRuntime, interval, 0).next(), new Backoff(nodeRuntime, interval, 5000).next()]).toEqual([undefined, undefined])
  })

  it('waits from once to twice the interval without a maximum, however often it failed', () => {
    const low = new Backoff(chance(0), 100, 0)
    const high = new Backoff(chance(0.999_999), 100, 0)
    for (let i = 0; i < 100; i++) {
      expect(low.next()).toBe(100)
      expect(high.next()).toBeCloseTo(200, 3)
    }
  })

  it('doubles up to the maximum and stays there', () => {
    const backoff = new Backoff(chance(0.999_999_999), 100, 1000)
    expect(Array.from({ length: 7 }, () => Math.round(backoff.next() as number))).toEqual([200, 400, 800, 1000, 1000, 1000, 1000])
  })

  it('starts again with the first interval after a connection', () => {
    const backoff = new Backoff(chance(0.999_999_999), 100, 1000)
    for (let i = 0; i < 5; i++) backoff.next()
    backoff.reset()
    expect(Math.round(backoff.next() as number)).toBe(200)
  })

  it('spreads the attempts of many clients that lost the same server: half of each wait is random', () => {
    const early = new Backoff(chance(0), 100, 10_000)
    const late = new Backoff(chance(0.999_999_999), 100, 10_000)
    for (let i = 0; i < 4; i++) {
      early.next()
      late.next()
    }
    expect([Math.round(early.next() as number), Math.round(late.next() as number)]).toEqual([1600, 3200])
  })

  it.each([
    [100, 0, 200],
    [100, 50, 200],
    [100, 100, 200],
    [100, 30_000, 30_000],
    [1, 0x7fffffff, 0x7fffffff],
    [0x7fffffff, 0, 0xfffffffe],
  ])('stays within [%i, its limit] for a maximum of %i, however often it fails', (interval, max, limit) => {
    const backoff = new Backoff(nodeRuntime, interval, max)
    let least = Infinity
    let most = -Infinity
    for (let i = 0; i < attackSize({ full: 1_000_000, short: 100_000 }); i++) {
      const wait = backoff.next() as number
      if (!(wait >= interval && wait <= limit)) throw new Error(`waits ${wait} ms after ${i} failures`)
      least = Math.min(least, wait)
      most = Math.max(most, wait)
    }
    expect(most).toBeGreaterThan(least)
  })
})
