/** How many descriptors the process may have open, and whether a socket took the last of them. */
import { nodeFs } from './node-modules.ts'
import type { Socket } from 'node:net'

let limit: number | undefined = undefined

/**
 * True: all descriptors are in use. The system gives the lowest one that is free (POSIX), so the highest one that may be is given last.
 * False also where the limit or the descriptor is not known, as outside of Linux.
 */
export function tookTheLast(socket: Socket): boolean {
  const { fd = -1 } = (socket as unknown as { _handle?: { readonly fd?: number } | null })._handle ?? {}
  return fd + 1 >= descriptorLimit()
}

/** The soft limit (RLIMIT_NOFILE), or Infinity. It is read once, which takes a free descriptor. */
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
