/**
 * Who is right where nodes say different things of one key. The protocol has no versions: the last heard wins, and two writers would
 * chase each other's values around for ever. So what was just replaced does not come back by another way, of what is said at the same
 * time the greater wins, and a key that changes all the time keeps the greatest.
 */

/** Milliseconds in which different values by different ways are said at the same time. */
export const SAME_TIME = 1000

/** A key that the network changes more often than this in `FLAP_TIME` milliseconds is disputed, and for as long again. */
const MAX_FLAPS = 8
const FLAP_TIME = 10_000

/** How many of the last values are remembered, as numbers. */
const MAX_REPLACED = 8

/** What a key was before. */
export interface Past {
  readonly replaced: readonly { readonly digest: number; readonly at: number }[]
  /** Changes by the network since `since`. */
  readonly flaps: number
  readonly since: number
}

export const NO_PAST: Past = { replaced: [], flaps: 0, since: 0 }

interface Known {
  readonly value: string
  readonly from: object
  readonly changed: number
  readonly past: Past
}

/** Whether `value`, told by `from`, replaces what is known of the key and is another value. */
export function prevails(value: string, from: object, known: Known, now: number): boolean {
  const greater = value > known.value
  const { past } = known
  if (past.flaps > MAX_FLAPS && now - past.since < 2 * FLAP_TIME) return greater
  if (from === known.from) return true
  const digest = digestOf(value)
  if (past.replaced.some((each) => each.digest === digest && now - each.at < SAME_TIME)) return false
  return now - known.changed >= SAME_TIME || greater
}

/** The past of what replaces `known`. */
export function pastOf(known: Known | undefined, byOwner: boolean, now: number): Past {
  if (known === undefined) return { ...NO_PAST, since: now }
  const replaced = [...known.past.replaced, { digest: digestOf(known.value), at: now }].slice(-MAX_REPLACED)
  const { flaps, since } = known.past
  if (byOwner) return { replaced, flaps, since }
  const over = now - since >= (flaps > MAX_FLAPS ? 2 * FLAP_TIME : FLAP_TIME)
  return over ? { replaced, flaps: 1, since: now } : { replaced, flaps: flaps + 1, since }
}

/** FNV-1a. Two values of one number are at worst taken for an echo, for a second. */
function digestOf(text: string): number {
  let digest = 0x811c9dc5
  for (let i = 0; i < text.length; i++) digest = Math.imul(digest ^ text.charCodeAt(i), 0x01000193)
  return digest >>> 0
}
