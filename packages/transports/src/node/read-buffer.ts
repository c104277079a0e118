/** The one buffer that every connection of this thread reads into, so that an idle connection owns none. */

/** Large enough that a fast sender is read with few system calls, small enough to stay in a cache: 256 KiB were slower. */
const READ_BUFFER_BYTES = 64 * 1024

let shared: Buffer | undefined

/** Made at its first use. Bytes in it are good only until the read callback returns. */
export function readBuffer(): Buffer {
  shared ??= Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  return shared
}

/**
 * Can node:net read into a buffer that it is given? Bun and Deno imitate node:net, but have had this wrong or missing;
 * there connections listen to the 'data' event instead.
 */
export const READS_INTO_BUFFER = process.versions['bun'] === undefined && process.versions['deno'] === undefined
