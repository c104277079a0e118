/**
 * How large the attacks of a run are: full under `npm run attack`, and so small in `npm test` that all of them take a minute.
 * The tests are the same.
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
