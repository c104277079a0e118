/** The read buffer that all connections of this thread share, so an idle connection needs none. */

/** Size in bytes: large enough for few system calls, small enough for the processor's cache. 256 KiB were slower. */
const READ_BUFFER_BYTES = 64 * 1024

let shared: Buffer | undefined

/** Returns the buffer. Its bytes are valid only until the read callback returns. */
export function readBuffer(): Buffer {
  shared ??= Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  return shared
}

/**
 * True if node:net can read into a given buffer. In Bun and Deno that was missing or wrong, so connections use 'data' events there.
 */
export const READS_INTO_BUFFER = process.versions['bun'] === undefined && process.versions['deno'] === undefined
