/** The limits of a ZPL text. They are checked before memory is allocated. */

export interface ZplLimits {
  /** Maximum size of the text in bytes (of a string, in UTF-16 units). Default 16 MiB. */
  readonly maxSize: number
  /** Maximum length of a line in characters. Default 65,536. CZMQ cuts lines after 1,024 bytes. */
  readonly maxLineLength: number
  /** Maximum number of levels below the root. Default 100. */
  readonly maxDepth: number
  /** Maximum number of properties of the whole tree. Default 100,000. */
  readonly maxItems: number
}

export const DEFAULT_ZPL_LIMITS: ZplLimits = {
  maxSize: 16 * 1024 * 1024,
  maxLineLength: 65_536,
  maxDepth: 100,
  maxItems: 100_000,
}
