/** Finds how many messages make a run of about the wanted length, by runs that grow until one is long enough to tell. */

const ENOUGH = 0.25
const MAX_GROWTH = 20
const ATTEMPTS = 8

export async function calibrate(
  wantedSeconds: number,
  firstCount: number,
  secondsFor: (count: number) => Promise<number>,
): Promise<number> {
  let count = firstCount
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const seconds = await secondsFor(count)
    const factor = wantedSeconds / seconds
    if (seconds >= wantedSeconds * ENOUGH) return Math.max(1, Math.round(count * factor))
    count = Math.ceil(count * Math.min(factor, MAX_GROWTH))
  }
  return count
}
