/**
 * Who is right where nodes of CZMQ say different things of one key. Their protocol has no versions: the last heard wins, and two writers,
 * or one in a circle of nodes, can chase values around for ever. So what was just replaced does not come back by another way, of what
 * is said at the same time the greater wins, and a key whose old values come back all the time keeps the greatest.
 */

/** Milliseconds in which different values by different ways are said at the same time. */
export const SAME_TIME = 1000

/** A key to which old values come back more often than this in `DISPUTE_TIME` milliseconds is disputed, for as long again. */
export const MAX_RETURNS = 8
export const DISPUTE_TIME = 10_000

/** How many of the last values are remembered, as numbers. */
const MAX_REPLACED = 8

const { imul } = Math

/** What a key was before. */
export interface Past {
  readonly replaced: readonly { readonly digest: number; readonly at: number }[]
  /** How often one of them came back since `since`. */
  readonly returns: number
  readonly since: number
}

export interface Known {
  readonly value: string
  readonly from: object
  /** When it got this value. */
  readonly changed: number
  readonly past: Past
}

/** Whether `value`, told by `from`, which is of CZMQ, replaces what is known of the key and is another value. */
export function prevails(value: string, from: object, known: Known, now: number): boolean {
  const greater = value > known.value
  const returning = replacedAt(value, known.past)
  const { returns, since } = known.past
  if (returning !== undefined && returns > MAX_RETURNS && now - since < 2 * DISPUTE_TIME) return greater
  if (from === known.from) return true
  if (returning !== undefined && now - returning < SAME_TIME) return false
  return now - known.changed >= SAME_TIME || greater
}

/** The past of what replaces `known` by another value. */
export function pastOf(value: string, known: Known | undefined, now: number): Past {
  if (known === undefined) return { replaced: [], returns: 0, since: now }
  const { returns, since } = known.past
  const replaced = [...known.past.replaced, { digest: digestOf(known.value), at: now }].slice(-MAX_REPLACED)
  if (replacedAt(value, known.past) === undefined) return { replaced, returns, since }
  const over = now - since >= (returns > MAX_RETURNS ? 2 : 1) * DISPUTE_TIME
  return over ? { replaced, returns: 1, since: now } : { replaced, returns: returns + 1, since }
}

/** When it was replaced last. */
function replacedAt(value: string, { replaced }: Past): number | undefined {
  const digest = digestOf(value)
  return replaced.findLast((each) => each.digest === digest)?.at
}

/** FNV-1a. Two values of one number are at worst taken for an echo, for a second. */
function digestOf(text: string): number {
  let digest = 0x811c9dc5
  for (let i = 0; i < text.length; i++) digest = imul(digest ^ text.charCodeAt(i), 0x01000193)
  return digest >>> 0
}
