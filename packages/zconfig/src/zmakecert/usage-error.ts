/** The error of a wrong command line, as one sentence. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}
