/** A promise that is rejected already, for functions that return promises and are not `async` for speed. */

/** `reason` is an Error but for an AbortSignal's, which may be anything. */
export function rejected(reason: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of an abort is the caller's
  return Promise.reject<never>(reason)
}
