/** The figures of a comparison, by small examples that can be done in one's head. */
import { mean, median, pairwiseRatios, percentile, slope, spread } from '../src/statistics.ts'

describe('statistics', () => {
  it('takes the middle value as the median, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5)
  })

  it('takes the mean of the two middle values of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  it('sorts numbers as numbers', () => {
    expect(median([10, 9, 100])).toBe(10)
  })

  it('leaves its input as it was', () => {
    const values = [3, 1, 2]
    spread(values)
    expect(values).toEqual([3, 1, 2])
  })

  it('gives the ends with the median', () => {
    expect(spread([2, 8, 4])).toEqual({ median: 4, min: 2, max: 8 })
  })

  it('divides pair by pair, so that a slow minute of the machine falls on both sides', () => {
    expect(pairwiseRatios([10, 2, 6], [5, 1, 2])).toEqual([2, 2, 3])
  })

  it('refuses lists that make no pairs', () => {
    expect(() => pairwiseRatios([1, 2], [1])).toThrow('2 values against 1 make no pairs')
  })

  it.each([
    [50, 50],
    [99, 99],
    [100, 100],
    [1, 1],
    [0, 1],
  ])('finds percentile %i of the numbers from 1 to 100 at %i', (percent, expected) => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(values, percent)).toBe(expected)
  })

  it('takes the only value as every percentile', () => {
    expect([percentile([7], 1), percentile([7], 99)]).toEqual([7, 7])
  })

  it('fits a straight line', () => {
    expect(
      slope([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBeCloseTo(2)
  })

  it('sees no slope in a level line, and a negative one in a falling line', () => {
    expect(
      slope([
        [0, 4],
        [1, 4],
        [5, 4],
      ]),
    ).toBe(0)
    expect(
      slope([
        [0, 4],
        [4, 0],
      ]),
    ).toBe(-1)
  })

  it('refuses points that lie above each other', () => {
    expect(() =>
      slope([
        [1, 1],
        [1, 2],
      ]),
    ).toThrow('no slope')
  })

  it('refuses an empty list', () => {
    for (const statistic of [mean, median, spread]) expect(() => statistic([])).toThrow('an empty list')
    expect(() => percentile([], 50)).toThrow('an empty list')
  })
})
