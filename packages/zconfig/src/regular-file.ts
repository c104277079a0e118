/** Reads a regular file up to a maximum size, with a stamp that changes with the file. Devices, pipes and directories are refused. */
import fs from 'node:fs'
import { checkString } from '@tszmq/sockets/internal'
import type { BigIntStats } from 'node:fs'
import { ConfigError, systemError } from './config-error.ts'

export interface RegularFile {
  /** The bytes, which belong to the caller: they may be zeroed. */
  readonly bytes: Uint8Array
  /** Changes when the file is changed or replaced. */
  readonly stamp: string
  /** Permission bits, as in `chmod`. */
  readonly mode: number
}

/** With O_NONBLOCK opening a named pipe does not wait for a writer. */
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

/** Rejects with ERR_ZPL_LIMIT, or with the system's code. */
export async function readRegularFile(file: string, maxSize: number): Promise<RegularFile> {
  checkString('file', file)
  try {
    const handle = await fs.promises.open(file, FLAGS)
    try {
      const stats = await handle.stat({ bigint: true })
      if (!stats.isFile()) throw new ConfigError(stats.isDirectory() ? 'EISDIR' : 'EINVAL', 'this is no regular file', { file })
      const bytes = Buffer.alloc(Math.min(Number(stats.size), maxSize) + 1)
      let length = 0
      for (;;) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
        length += bytesRead
        if (bytesRead === 0 || length === bytes.length) break
      }
      if (length > maxSize) throw new ConfigError('ERR_ZPL_LIMIT', `a file of more than ${maxSize} bytes (maxSize)`, { file })
      return { bytes: bytes.subarray(0, length), stamp: stampOf(stats), mode: Number(stats.mode) & 0o777 }
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw systemError('read', file, cause)
  }
}

/** The present stamp of a file; undefined if it does not exist. */
export async function fileStamp(file: string): Promise<string | undefined> {
  try {
    return stampOf(await fs.promises.stat(file, { bigint: true }))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw systemError('look at', file, cause)
  }
}

export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
}
