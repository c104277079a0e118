/** A promise that is rejected already, for functions that return promises and are not `async` for speed. */

export async function rejected(reason: unknown): Promise<never> {
  throw reason
}
