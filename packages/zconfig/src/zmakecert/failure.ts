/** Why there is no certificate, in one sentence for who asked for it. */

export class Failure extends Error {
  override readonly name = 'Failure'
}
