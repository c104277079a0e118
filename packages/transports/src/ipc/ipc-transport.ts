/** ipc: Unix domain sockets, by path or by Linux's abstract names, for this user only. Never steals a live address. */
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

/** What a test may replace. */
export interface IpcTransportOptions {
  /** Read into one buffer shared by all connections, without allocating. Default: where the runtime can. */
  readonly intoBuffer?: boolean
}

export class IpcTransport implements Transport {
  readonly scheme = 'ipc'
  readonly #intoBuffer: boolean

  constructor(options: IpcTransportOptions = {}) {
    this.#intoBuffer = options.intoBuffer ?? READS_INTO_BUFFER
  }

  checkConnect(address: string): string {
    const attempt = connecting(address)
    if (address === '*') throw attempt.refuse('EINVAL', '* is no path to connect to')
    return checkIpcAddress(address, attempt)
  }

  checkBind(address: string): string {
    return checkIpcAddress(address, binding(address))
  }

  async connect(address: string, options: ConnectOptions): Promise<Conn> {
    const path = systemPath(this.checkConnect(address))
    const attempt = connecting(address)
    try {
      return await dial({ path }, this.#intoBuffer, attempt, options, (socket, tap) => ipcConn(socket, tap, address, options.timers))
    } catch (error) {
      throw isAbstract(address) ? explained(error, attempt) : error
    }
  }

  async listen(address: string, accept: (conn: Conn) => void, options: ListenOptions): Promise<Listener> {
    const attempt = binding(this.checkBind(address))
    const { fd, backlog } = options
    if (fd !== undefined) {
      const plan = { ...this.#plan(address, accept, options), listen: (server: Server) => listenTo(server, fd, backlog) }
      const server = await openServer(plan, options, attempt)
      checkKind(server, fd, 'ipc', attempt)
      // The file belongs to the one who made it, and stays.
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

  async #bindFile(address: string, accept: (conn: Conn) => void, options: ListenOptions, attempt: Attempt): Promise<Server> {
    const plan = this.#plan(address, accept, options)
    const { refused, ...rest } = options
    const told = (error: TransportError): void => {
      const final = finalRefusal(error, address, attempt)
      if (final !== undefined) refused?.(final)
    }
    try {
      return await openServer(plan, { ...rest, refused: told }, attempt)
    } catch (error) {
      if (!isInUse(error)) throw error
      return replaceStale(systemPath(address), attempt, options.timers, () => openServer(plan, rest, attempt))
    }
  }

  #plan(address: string, accept: (conn: Conn) => void, options: ListenOptions): ServerPlan {
    const path = systemPath(address)
    return {
      intoBuffer: this.#intoBuffer,
      listen: (server) => listenPrivately(server, path, options.backlog),
      welcome: () => true,
      make: (socket, tap) => ipcConn(socket, tap, address, options.timers),
      accept,
    }
  }
}

// node:net binds inside listen(), so that the socket's file is made under this mask and is never anyone else's to open.
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

// Whether a socket in the way is alive takes a while to find out; all else is known at once.
function finalRefusal(error: unknown, address: string, attempt: Attempt): TransportError | undefined {
  if (!isInUse(error)) return refusal(error, address, attempt)
  const found = fileAt(systemPath(address))
  const reason = found && mustStay(found)
  return reason === undefined ? undefined : attempt.refuse('EADDRINUSE', reason)
}

// libuv says EACCES where the system said ENOENT.
function hasNoDirectory(error: unknown, address: string): boolean {
  return errorCode(error) === 'EACCES' && !existsSync(dirname(systemPath(address)))
}

function isInUse(error: unknown): boolean {
  return errorCode(error) === 'EADDRINUSE'
}

// Whoever waits in vain for libzmq at an abstract name should learn why.
function explained(error: unknown, attempt: Attempt): unknown {
  if (!padsAbstractNames() || errorCode(error) !== 'ECONNREFUSED') return error
  const reason = 'nobody is listening there (abstract names reach other programs from Node 22 on)'
  return attempt.refuse('ECONNREFUSED', reason, error)
}
