/** The name that was probably meant. */

/** The one of `names` that is nearest to `given`, unless none is near. */
export function suggestion(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase()
  const begun = names.find((name) => wanted.length > 1 && name.startsWith(wanted))
  if (begun !== undefined) return begun
  const ranked = names.map((name) => ({ name, steps: distance(wanted, name) })).sort((a, b) => a.steps - b.steps)
  const best = ranked[0]
  return best !== undefined && best.steps <= best.name.length / 3 ? best.name : undefined
}

/** Levenshtein: letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
