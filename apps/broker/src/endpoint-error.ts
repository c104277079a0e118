/** An endpoint that a device cannot have, in one sentence. */

/** What is wrong with the endpoint as it was written, and not with the world. */
const MISTAKES = ['EINVAL', 'EPROTONOSUPPORT', 'ENAMETOOLONG', 'ENOCOMPATPROTO']

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'somebody else has that address',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'that is not permitted',
}

export class EndpointError extends Error {
  override readonly name = 'EndpointError'
  /** EADDRINUSE and so on. */
  readonly code: string
  /** The command line is at fault. */
  readonly mistake: boolean

  constructor(side: string, verb: string, endpoint: string, cause: unknown) {
    const { code = 'unknown', message } = cause as NodeJS.ErrnoException
    const reason = REASONS[code]
    super(reason === undefined ? `the ${side}: ${message}` : `the ${side} cannot ${verb} ${endpoint}: ${reason} (${code})`, { cause })
    this.code = code
    this.mistake = MISTAKES.includes(code)
  }
}
