/** The options of the ipc transport, and how they follow from the options of a socket. */

/** Options of ipc. */
export interface IpcOptions {
  /** Number of connections that the system queues before they are accepted (ZMQ_BACKLOG). For `listen`. */
  readonly backlog: number
  /**
   * The file descriptor of a socket to use (ZMQ_USE_FD). `connect` uses a connected socket instead of connecting, `listen` a bound socket
   * instead of binding.
   */
  readonly fd?: number
}

/** The socket options that ipc reads. */
export interface IpcSocketOptions {
  readonly backlog: number
  /** -1 for none. */
  readonly useFd: number
}

/** Makes the options of ipc of the options of a socket. */
export function ipcOptionsOf({ backlog, useFd }: IpcSocketOptions): IpcOptions {
  return useFd >= 0 ? { backlog, fd: useFd } : { backlog }
}
