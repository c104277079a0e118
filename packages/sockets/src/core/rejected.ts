/** A promise that is rejected already, for functions that return promises and are not `async` for speed. */

/** `reason` is an Error but for an AbortSignal's, which may be anything. */
export function rejected(reason: unknown): Promise<never> {
  return Promise.reject<never>(reason)
}
