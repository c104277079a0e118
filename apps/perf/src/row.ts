/** One line of a result: a figure of one side, alone or against a peer, or the reason why there is none. */
import type { Unit } from './quantity.ts'
import type { Side } from './side.ts'
import type { Spread } from './statistics.ts'
import type { Verdict } from './target.ts'

export interface Measured {
  readonly side: Side
  readonly median: number
  readonly values: readonly number[]
}

export interface Row {
  readonly benchmark: string
  readonly title: string
  readonly label: string
  readonly figure: string
  readonly unit: Unit
  readonly subject?: Measured
  readonly peer?: Measured
  /** Subject over peer, pair by pair. */
  readonly ratio?: Spread
  readonly target?: Verdict
  /** Who could not be measured and why. */
  readonly missing?: { readonly side: Side; readonly reason: string }
}
