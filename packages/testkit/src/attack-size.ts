/**
 * How large the attacks of a run are: as large as hardening.md asks under `npm run attack`, in `npm test` so small that all of them
 * take a minute. The tests are the same ones.
 */

/** Set by `npm run attack`. */
const FULL = process.env['TSZMQ_ATTACK'] === 'full'

/** The size of one attack. Bounds on time may differ too, since in `npm test` other tests run beside it. */
export function attackSize<T>(size: { readonly full: T; readonly short: T }): T {
  return FULL ? size.full : size.short
}

/** Milliseconds that a test whose full size takes so many minutes may take; the limit of all tests for the short one. */
export function attackLimit(minutes: number): number {
  return FULL ? minutes * 60_000 : 20_000
}
