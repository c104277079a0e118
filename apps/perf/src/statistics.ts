/** The few figures a comparison needs: median, spread, percentile, slope. Refuses an empty list, which has none of them. */

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function mean(values: readonly number[]): number {
  return some(values).reduce((sum, value) => sum + value, 0) / values.length
}

export function median(values: readonly number[]): number {
  const sorted = ascending(values)
  const middle = sorted.length >> 1
  const upper = at(sorted, middle)
  return sorted.length % 2 === 1 ? upper : (at(sorted, middle - 1) + upper) / 2
}

export function spread(values: readonly number[]): Spread {
  const sorted = ascending(values)
  return { median: median(values), min: at(sorted, 0), max: at(sorted, sorted.length - 1) }
}

/** Nearest rank: the smallest value that at least `percent` of all do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = ascending(values)
  const rank = Math.ceil((percent / 100) * sorted.length)
  return at(sorted, Math.min(sorted.length, Math.max(1, rank)) - 1)
}

/** What each value of one side is as a multiple of the other side's value of the same pair. */
export function pairwiseRatios(ours: readonly number[], theirs: readonly number[]): number[] {
  if (ours.length !== theirs.length) throw new RangeError(`${ours.length} values against ${theirs.length} make no pairs`)
  return ours.map((value, index) => value / at(theirs, index))
}

/** The slope of the straight line through the points by least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const x = mean(points.map((point) => point[0]))
  const y = mean(points.map((point) => point[1]))
  const along = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  const across = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  if (across === 0) throw new RangeError('points at one place have no slope')
  return along / across
}

function some(values: readonly number[]): readonly number[] {
  if (values.length === 0) throw new RangeError('an empty list has no statistics')
  return values
}

function ascending(values: readonly number[]): number[] {
  return some(values).toSorted((a, b) => a - b)
}

function at(values: readonly number[], index: number): number {
  const value = values[index]
  if (value === undefined) throw new RangeError(`no value at ${index} of ${values.length}`)
  return value
}
