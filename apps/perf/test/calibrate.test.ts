/** How long runs are found, against sides whose speed is known. */
import { calibrate } from '../src/calibrate.ts'

/** A side that needs a while to begin and then handles so many a second. */
function side(perSecond: number, startSeconds = 0) {
  const counts: number[] = []
  const seconds = (count: number) => {
    counts.push(count)
    return Promise.resolve(startSeconds + count / perSecond)
  }
  return { counts, seconds }
}

describe('calibrate', () => {
  it('finds the count of a run of the wanted length', async () => {
    expect(await calibrate(1, 1000, side(50_000).seconds)).toBe(50_000)
  })

  it('tries again with more as long as a run is too short to tell', async () => {
    const fast = side(5_000_000)
    expect(await calibrate(1, 100, fast.seconds)).toBe(5_000_000)
    expect(fast.counts).toEqual([100, 2000, 40_000, 800_000, 5_000_000])
  })

  it('shortens a first run that was too long', async () => {
    const slow = side(100)
    expect(await calibrate(0.1, 1000, slow.seconds)).toBe(10)
    expect(slow.counts).toEqual([1000])
  })

  it('never measures nothing', async () => {
    expect(await calibrate(0.001, 5, side(1).seconds)).toBe(1)
  })
})
