/**
 * Decides which value of a key holds if nodes of CZMQ publish different ones. Their protocol has no versions: the value that was received last
 * wins, so two writers, or one writer in a circle of nodes, could exchange values for ever. Three rules prevent that. A value that was just
 * replaced is not taken back from another neighbour. Of values that are published at the same time the greater wins. A key whose old values
 * come back again and again keeps the greatest.
 */

/** Milliseconds within which values of different neighbours count as published at the same time. */
export const SAME_TIME = 1000

/** If old values of a key come back more often than this in `DISPUTE_TIME` milliseconds, the key is disputed for as long again. */
export const MAX_RETURNS = 8
export const DISPUTE_TIME = 10_000

/** The number of last values whose digests are kept. */
const MAX_REPLACED = 8

const { imul } = Math

/** The earlier values of a key. */
export interface History {
  readonly replaced: readonly { readonly digest: number; readonly at: number }[]
  /** How often an earlier value came back since `since`. */
  readonly returns: number
  readonly since: number
}

export interface Known {
  readonly value: string
  readonly from: object
  /** The time at which the key got this value. */
  readonly changed: number
  readonly history: History
}

/** Returns true if `value` replaces the known value, which is another one. `from` is the neighbour of CZMQ that published it. */
export function replaces(value: string, from: object, known: Known, now: number): boolean {
  const greater = value > known.value
  const returning = replacedAt(value, known.history)
  const { returns, since } = known.history
  if (returning !== undefined && returns > MAX_RETURNS && now - since < 2 * DISPUTE_TIME) return greater
  if (from === known.from) return true
  if (returning !== undefined && now - returning < SAME_TIME) return false
  return now - known.changed >= SAME_TIME || greater
}

/** The history of a key after `value` has replaced `known`. */
export function nextHistory(value: string, known: Known | undefined, now: number): History {
  if (known === undefined) return { replaced: [], returns: 0, since: now }
  const { returns, since } = known.history
  const replaced = [...known.history.replaced, { digest: digestOf(known.value), at: now }].slice(-MAX_REPLACED)
  if (replacedAt(value, known.history) === undefined) return { replaced, returns, since }
  const over = now - since >= (returns > MAX_RETURNS ? 2 : 1) * DISPUTE_TIME
  return over ? { replaced, returns: 1, since: now } : { replaced, returns: returns + 1, since }
}

/** The time at which `value` was replaced last; undefined if it was not. */
function replacedAt(value: string, { replaced }: History): number | undefined {
  const digest = digestOf(value)
  return replaced.findLast((each) => each.digest === digest)?.at
}

/** FNV-1a. If two values have one digest, one of them is at worst ignored for a second. */
function digestOf(text: string): number {
  let digest = 0x811c9dc5
  for (let i = 0; i < text.length; i++) digest = imul(digest ^ text.charCodeAt(i), 0x01000193)
  return digest >>> 0
}
