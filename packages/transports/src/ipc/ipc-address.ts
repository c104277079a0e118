/** Checks ipc addresses: a path, `@name` in Linux's abstract namespace, or `*` for a new path. */
import { resolve } from 'node:path'
import type { Attempt } from '../attempt.ts'

/** Longest path of a Unix socket in bytes. The system has room for 108 on Linux, 104 on the BSDs and macOS, with a NUL at the end. */
const MAX_BYTES = process.platform === 'linux' ? 107 : 103

/** Returns `address` if a socket can have it. Throws `EINVAL`, `ENAMETOOLONG` or `ENOTSUP`. */
export function checkIpcAddress(address: string, attempt: Attempt): string {
  if (process.platform === 'win32') {
    // node:net would open a named pipe. No other ZeroMQ can connect to it: libzmq uses Unix sockets on Windows too.
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

/** Returns true for a name in Linux's abstract namespace, which has no file. */
export function isAbstract(address: string): boolean {
  return address.startsWith('@')
}

/** Returns the path that node:net takes. */
export function systemPath(address: string): string {
  if (isAbstract(address)) return `\0${address.slice(1)}`
  // Absolute, since the working directory may change before the file is removed.
  const absolute = resolve(address)
  return Buffer.byteLength(absolute) > MAX_BYTES ? address : absolute
}

/**
 * Returns true if this libuv pads abstract names with NULs to 108 bytes (libuv before 1.48, Node 20). The padding is part of the name,
 * so libzmq and a newer Node cannot connect to it.
 */
export function padsAbstractNames(libuv: string | undefined = process.versions['uv']): boolean {
  const [major = 0, minor = 0] = (libuv ?? '').split('.').map(Number)
  return major === 1 && minor < 48
}
