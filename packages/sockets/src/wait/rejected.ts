/** A rejected promise, for functions that return promises and are not `async` for speed. */

/** `reason` is an Error, or the reason of an AbortSignal, which may be any value. */
export function rejected(reason: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason of an abort is the caller's
  return Promise.reject<never>(reason)
}
