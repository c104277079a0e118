/**
 * One clause of a specification, in our words, and what becomes of it. Tests name the clauses they hold by number, in their
 * titles; `docs/conformance/` is made of both.
 */
export interface Clause {
  /** Its place in its list, from 1. */
  readonly number: number
  readonly about: string
  /** One demand, with its one MUST, SHALL, SHOULD or MAY in capitals; one without is made by a grammar or in plain words. */
  readonly says: string
  /** It is deliberately otherwise here: why. Tests that name the clause hold the difference. */
  readonly differs?: string
  /** It is somebody else's, or no concern of ours: why. */
  readonly notOurs?: string
  /** The list whose clauses this one asks for as a whole. */
  readonly list?: string
  /** The clause of RFC 37 that says the same; its tests hold this one. */
  readonly same?: number
}

/** All clauses of one specification. */
export interface ClauseList {
  /** What titles call it: `RFC 30`, `rule`. */
  readonly mark: string
  readonly title: string
  readonly clauses: readonly Clause[]
}
