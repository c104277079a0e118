/** ipc addresses: a path, `@name` in Linux's abstract namespace, `*` for a fresh one. Refuses what no socket has. */
import { resolve } from 'node:path'
import type { Attempt } from '../attempt.ts'

/** What a Unix socket address holds besides the NUL at its end: 108 bytes on Linux, 104 on the BSDs and macOS. */
const MAX_BYTES = process.platform === 'linux' ? 107 : 103

/** Throws EINVAL, ENAMETOOLONG or ENOTSUP; returns the address. */
export function checkIpcAddress(address: string, attempt: Attempt): string {
  if (process.platform === 'win32') {
    // node:net would open a named pipe, which no other ZeroMQ can reach: libzmq uses Unix sockets on Windows too.
    throw attempt.refuse('ENOTSUP', 'ipc is not available on Windows')
  }
  if (address === '' || address === '@') throw attempt.refuse('EINVAL', 'the path is missing')
  if (address.includes('\0')) throw attempt.refuse('EINVAL', 'the path has a NUL character')
  const bytes = Buffer.byteLength(address)
  if (bytes > MAX_BYTES) throw attempt.refuse('ENAMETOOLONG', `a path of ${bytes} bytes exceeds ${MAX_BYTES}`)
  if (isAbstract(address) && process.platform !== 'linux') {
    throw attempt.refuse('ENOTSUP', 'abstract names exist on Linux only')
  }
  return address
}

/** Is it a name without a file? */
export function isAbstract(address: string): boolean {
  return address.startsWith('@')
}

/** What node:net calls it. */
export function systemPath(address: string): string {
  if (isAbstract(address)) return `\0${address.slice(1)}`
  // The file is removed by this name at the end, when the working directory may be another.
  const absolute = resolve(address)
  return Buffer.byteLength(absolute) > MAX_BYTES ? address : absolute
}

/**
 * libuv before 1.48 (Node 20) fills abstract names with NULs up to 108 bytes, and NULs count there: such a name reaches
 * only processes of the same kind, neither libzmq nor a newer Node.
 */
export function padsAbstractNames(libuv: string | undefined = process.versions['uv']): boolean {
  const [major = 0, minor = 0] = (libuv ?? '').split('.').map(Number)
  return major === 1 && minor < 48
}
