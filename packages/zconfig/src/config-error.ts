/** The error class of this package: a sentence, a code, the file and the line. It never contains a value of the file. */

/** The error codes. Each has a heading in `docs/errors.md`. */
export type ConfigErrorCode =
  | 'ERR_ZPL_SYNTAX'
  | 'ERR_ZPL_INDENTATION'
  | 'ERR_ZPL_ENCODING'
  | 'ERR_ZPL_LIMIT'
  | 'ERR_ZPL_NAME'
  | 'ERR_ZPL_VALUE'
  | 'ERR_CERT_KEY'
  | 'ERR_CERT_PAIR'
  | 'ERR_CERT_SECRET'
  | 'ERR_CERT_PERMISSIONS'
  | 'ERR_CERT_NAME'

export interface ConfigErrorOptions {
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly cause?: unknown
}

/** The error that this package throws. Check its `code`; for a file that cannot be read that is the system's (ENOENT, EACCES …). */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code: string
  /** The file, as the caller named it. */
  readonly file: string | undefined
  /** The line, counted from 1. */
  readonly line: number | undefined

  constructor(code: string, message: string, { file, line, cause }: ConfigErrorOptions = {}) {
    const place = [file, line].filter((part) => part !== undefined).join(':')
    super(
      place === '' ? message : `${file === undefined ? `line ${place}` : place}: ${message}`,
      cause === undefined ? undefined : { cause },
    )
    this.code = code
    this.file = file
    this.line = line
  }
}

/** Converts an error of the system about a file: it keeps the code, and names the action. */
export function systemError(verb: string, file: string, cause: unknown): ConfigError {
  if (cause instanceof ConfigError) return cause
  const { code = 'EIO', syscall = 'open' } = cause as NodeJS.ErrnoException
  return new ConfigError(code, `cannot ${verb} this file: ${syscall} gave ${code}`, { file, cause })
}
