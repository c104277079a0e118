/** The limit of open file descriptors, and whether a socket has used the last one. */
import { nodeFs } from './node-modules.ts'
import type { Socket } from 'node:net'

let limit: number | undefined = undefined

/**
 * Returns true if `socket` has the highest descriptor that the process may have. The system gives the lowest free one (POSIX), so all
 * are in use then. Returns false if the limit or the descriptor is not known, as outside Linux.
 */
export function isLastDescriptor(socket: Socket): boolean {
  const { fd = -1 } = (socket as unknown as { _handle?: { readonly fd?: number } | null })._handle ?? {}
  return fd + 1 >= descriptorLimit()
}

/** Returns the soft limit (RLIMIT_NOFILE), or Infinity if it is not known. Reads it once, which needs a free descriptor. */
export function descriptorLimit(): number {
  return (limit ??= readLimit())
}

function readLimit(): number {
  try {
    const soft = /^Max open files +(\d+)/m.exec(nodeFs().readFileSync('/proc/self/limits', 'latin1'))?.[1]
    return soft === undefined ? Infinity : Number(soft)
  } catch {
    return Infinity
  }
}
