/** The reason why no certificate was made, as one sentence for the user. */

export class Failure extends Error {
  override readonly name = 'Failure'
}
