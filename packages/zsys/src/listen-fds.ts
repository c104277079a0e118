/** Lists the descriptors that a service manager passed to this process (sd_listen_fds of systemd, `LISTEN_FDS`). */

/** A listening socket that is bound already. */
export interface ListenFd {
  /** For `socket.useFd`. */
  readonly fd: number
  /** `FileDescriptorName=` of its systemd socket unit, or `unknown`. */
  readonly name: string
}

/** The first descriptor (SD_LISTEN_FDS_START). */
const FIRST = 3

/** Maximum number of descriptors; a greater number is cut. */
const MAX = 1024

/**
 * Returns the sockets that were passed, in the order of the units. Returns none if `LISTEN_FDS` is not set, or if `LISTEN_PID` is another
 * process. The variables are not changed: a child process sees them too, but `LISTEN_PID` is not its id.
 *
 * ```ts
 * const [first] = listenFds()
 * const reply = new Reply()
 * if (first !== undefined) reply.useFd = first.fd
 * await reply.bind('tcp://127.0.0.1:5555')
 * ```
 */
export function listenFds(env: Readonly<Record<string, string | undefined>> = process.env): ListenFd[] {
  if (env['LISTEN_PID'] !== String(process.pid)) return []
  const count = /^\d+$/.test(env['LISTEN_FDS'] ?? '') ? Number(env['LISTEN_FDS']) : 0
  const names = (env['LISTEN_FDNAMES'] ?? '').split(':')
  return Array.from({ length: Math.min(count, MAX) }, (_, i) => ({ fd: FIRST + i, name: names[i] || 'unknown' }))
}
