/** The ipc transport: Unix domain sockets with a path or an abstract name, which only this user can open. */
import { chmodSync, existsSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { dirname } from 'node:path'
import { Attempt, errorCode } from '../attempt.ts'
import type { Conn } from '../conn.ts'
import { dial } from '../node/dial.ts'
import { formatEndpoint } from '../endpoint.ts'
import { checkKind, listenTo } from '../node/inherited-socket.ts'
import { checkIpcAddress, isAbstract, padsAbstractNames, systemPath } from './ipc-address.ts'
import { IpcListener } from './ipc-listener.ts'
import { ipcOptionsOf, type IpcOptions } from './ipc-options.ts'
import { nodeWorkerThreads } from '../node/node-modules.ts'
import { openServer, type ServerPlan } from '../node/open-server.ts'
import { READS_INTO_BUFFER } from '../node/read-buffer.ts'
import { ServerListener } from '../node/server-listener.ts'
import { SocketConn, type ReadTap } from '../node/socket-conn.ts'
import { fileAt, SocketFile } from './socket-file.ts'
import { mustStay, replaceStale } from './stale-socket.ts'
import type { TransportError } from '../transport-error.ts'
import type { ConnectOptions, Listener, ListenOptions, Timers, Transport } from '../transport.ts'
import { WildcardDirectory } from './wildcard-directory.ts'

/** Options of {@link IpcTransport}. Only tests need them. */
export interface IpcTransportOptions {
  /** Read into one buffer that all connections share. Default: true if the runtime supports it (Node). */
  readonly intoBuffer?: boolean
}

type Listening = ListenOptions & IpcOptions

/** The transport for `ipc://`. Not available on Windows (`ENOTSUP`). Replaces a stale socket file, never a live one. */
export class IpcTransport implements Transport<IpcOptions> {
  readonly scheme = 'ipc'
  readonly framing = 'stream'
  readonly optionsOf = ipcOptionsOf
  readonly #intoBuffer: boolean

  constructor(options: IpcTransportOptions = {}) {
    this.#intoBuffer = options.intoBuffer ?? READS_INTO_BUFFER
  }

  checkConnect(address: string): string {
    const attempt = connecting(address)
    if (address === '*') throw attempt.refuse('EINVAL', '* is not a path to connect to')
    return checkIpcAddress(address, attempt)
  }

  checkBind(address: string): string {
    return checkIpcAddress(address, binding(address))
  }

  async connect(address: string, options: ConnectOptions & IpcOptions): Promise<Conn> {
    const path = systemPath(this.checkConnect(address))
    const attempt = connecting(address)
    try {
      return await dial({ path }, this.#intoBuffer, attempt, options, (socket, tap) => ipcConn(socket, tap, address, options.timers))
    } catch (error) {
      throw isAbstract(address) ? explained(error, attempt) : error
    }
  }

  async listen(address: string, accept: (conn: Conn) => void, options: Listening): Promise<Listener> {
    const attempt = binding(this.checkBind(address))
    const { fd, backlog } = options
    if (fd !== undefined) {
      const plan = { ...this.#plan(address, accept, options), listen: (server: Server) => listenTo(server, fd, backlog) }
      const server = await openServer(plan, options, attempt)
      checkKind(server, fd, 'ipc', attempt)
      // The process that bound the socket owns the file, so it stays.
      return new ServerListener(server, attempt.endpoint)
    }
    if (isAbstract(address)) {
      const server = await openServer(this.#plan(address, accept, options), options, attempt)
      return new ServerListener(server, attempt.endpoint)
    }
    const directory = address === '*' ? newDirectory(attempt, options) : undefined
    try {
      const bound = checkIpcAddress(directory?.socketPath ?? address, attempt)
      const server = await this.#bindFile(bound, accept, options, attempt)
      return new IpcListener(server, formatEndpoint('ipc', bound), new SocketFile(systemPath(bound)), directory)
    } catch (error) {
      directory?.remove()
      throw refusal(error, address, attempt)
    }
  }

  async #bindFile(address: string, accept: (conn: Conn) => void, options: Listening, attempt: Attempt): Promise<Server> {
    const plan = this.#plan(address, accept, options)
    const { refused, ...rest } = options
    const onRefused = (error: TransportError): void => {
      const final = finalRefusal(error, address, attempt)
      if (final !== undefined) refused?.(final)
    }
    try {
      return await openServer(plan, { ...rest, refused: onRefused }, attempt)
    } catch (error) {
      if (!isInUse(error)) throw error
      return replaceStale(systemPath(address), attempt, options.timers, () => openServer(plan, rest, attempt))
    }
  }

  #plan(address: string, accept: (conn: Conn) => void, options: Listening): ServerPlan {
    const path = systemPath(address)
    return {
      intoBuffer: this.#intoBuffer,
      listen: (server) => listenPrivately(server, path, options.backlog),
      accepts: () => true,
      make: (socket, tap) => ipcConn(socket, tap, address, options.timers),
      accept,
    }
  }
}

// node:net binds inside listen(), so the socket file is created under this mask. No other user can open it at any moment.
function listenPrivately(server: Server, path: string, backlog: number): void {
  const umask = nodeWorkerThreads()?.isMainThread === true ? process.umask(0o177) : undefined
  try {
    server.listen({ path, backlog, exclusive: true })
  } finally {
    if (umask !== undefined) process.umask(umask)
  }
  // A worker thread may not change the mask of the process.
  if (umask === undefined && server.listening && !path.startsWith('\0')) chmodSync(path, 0o600)
}

function ipcConn(socket: Socket, tap: ReadTap | undefined, address: string, timers: Timers): Conn {
  const endpoint = formatEndpoint('ipc', address)
  return new SocketConn(socket, { local: endpoint, remote: endpoint, peerAddress: '' }, timers, tap)
}

function connecting(address: string): Attempt {
  return new Attempt('cannot connect to', formatEndpoint('ipc', address))
}

function binding(address: string): Attempt {
  return new Attempt('cannot bind', formatEndpoint('ipc', address))
}

function newDirectory(attempt: Attempt, { refused }: ListenOptions): WildcardDirectory {
  try {
    return new WildcardDirectory()
  } catch (error) {
    const failure = attempt.failed(error)
    refused?.(failure)
    throw failure
  }
}

function refusal(error: unknown, address: string, attempt: Attempt): TransportError {
  return hasNoDirectory(error, address) ? attempt.failed({ code: 'ENOENT' }) : attempt.failed(error)
}

// Returns the final error if it is known at once. Whether an existing socket is alive takes a moment to find out.
function finalRefusal(error: unknown, address: string, attempt: Attempt): TransportError | undefined {
  if (!isInUse(error)) return refusal(error, address, attempt)
  const found = fileAt(systemPath(address))
  const reason = found && mustStay(found)
  return reason === undefined ? undefined : attempt.refuse('EADDRINUSE', reason)
}

// libuv reports EACCES for a directory that does not exist, where the system reports ENOENT.
function hasNoDirectory(error: unknown, address: string): boolean {
  return errorCode(error) === 'EACCES' && !existsSync(dirname(systemPath(address)))
}

function isInUse(error: unknown): boolean {
  return errorCode(error) === 'EADDRINUSE'
}

// Explains why libzmq at an abstract name is not reached.
function explained(error: unknown, attempt: Attempt): unknown {
  if (!padsAbstractNames() || errorCode(error) !== 'ECONNREFUSED') return error
  const reason = 'no process is listening there (abstract names reach other programs from Node 22 on)'
  return attempt.refuse('ECONNREFUSED', reason, error)
}
