/** How much a ZPL text may ask for. More is refused before it is built. */

export interface ZplLimits {
  /** Bytes of the text (UTF-16 units of a string); default 16 MiB. */
  readonly maxSize: number
  /** Characters of one line; default 65,536. CZMQ itself cuts lines after 1,024 bytes. */
  readonly maxLineLength: number
  /** Levels below the root; default 100. */
  readonly maxDepth: number
  /** Properties of the whole tree; default 100,000. */
  readonly maxItems: number
}

export const DEFAULT_ZPL_LIMITS: ZplLimits = {
  maxSize: 16 * 1024 * 1024,
  maxLineLength: 65_536,
  maxDepth: 100,
  maxItems: 100_000,
}
