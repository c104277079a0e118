/** The inproc directory of a context: connects two sockets by a pipe, without bytes. Either socket may come first. */
import type { PeerInfo, SocketTypeName } from '@tszmq/zmtp-codec'
import { ProtocolError, mayTalk } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import type { ProtoError } from '../events/event.ts'
import type { SocketOptionValues } from '../options/options.ts'
import { NOBODY, type Pipe } from '../pipe/pipe.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** A socket as the directory sees it. */
export interface InprocSocket {
  readonly type: SocketTypeName
  readonly options: SocketOptionValues
  /** If both sockets return true, they can connect whatever their types, as in libzmq. */
  acceptsAnyPeer?(): boolean
  /** Gives it the other end of a connecting socket's pipe, as its own end. */
  adopt(pipe: Pipe): void
  /** The peer of a pipe that it has attached is known. */
  identified(pipe: Pipe, peer: PeerInfo, remote: string): void
  /** The types of the two sockets at `address` are not compatible. `lost` is the number of messages that it had queued. */
  refused?(address: string, error: ProtoError, lost: number): void
}

/** A connecting socket that waits for a name to be bound. */
interface Waiting {
  readonly socket: InprocSocket
  /** The end for the socket that will bind the name. */
  readonly pipe: Pipe
  /** The connecting socket has closed its end. Only its queued messages still wait. */
  abandoned: boolean
  /** Called when a socket of this context binds the name. */
  readonly onBound: (() => void) | undefined
}

/** Two connected sockets and their pipe. */
interface InprocConnection {
  readonly connecting: InprocSocket
  readonly bound: InprocSocket
  /** The end of the bound socket; the other is its peer. */
  readonly pipe: Pipe
}

/** libzmq's limit, in characters. */
const MAX_NAME = 256

/** The directories of all contexts that have bound names, to explain why a name is not found. */
const inUse = new Set<Inproc>()

export class Inproc {
  readonly #bound = new Map<string, InprocSocket>()
  readonly #waiting = new Map<string, Waiting[]>()
  /** Names whose socket has crashed, until they are bound again. */
  readonly #broken = new Set<string>()
  /** How often names were bound; only those that `timesBound` was called for. */
  readonly #times = new Map<string, number>()
  /** By either end of the pipe. */
  readonly #connections = new WeakMap<Pipe, InprocConnection>()

  /** Throws EADDRINUSE, EINVAL. */
  bind(name: string, socket: InprocSocket): void {
    checkName(name)
    if (this.#bound.has(name)) {
      throw new ZmqError('EADDRINUSE', `cannot bind inproc://${name}: the name is in use`, { address: `inproc://${name}` })
    }
    this.#bound.set(name, socket)
    inUse.add(this)
    this.#broken.delete(name)
    const times = this.#times.get(name)
    if (times !== undefined) this.#times.set(name, times + 1)
    const waiting = this.#waiting.get(name) ?? []
    this.#waiting.delete(name)
    for (const { socket: connecting, pipe, abandoned, onBound } of waiting) {
      onBound?.()
      if (pipe.open) this.#join(name, connecting, pipe, socket)
      if (abandoned) pipe.peer.close(true)
    }
  }

  /** Throws ENOENT if `socket` has not bound that name. */
  unbind(name: string, socket: InprocSocket): void {
    if (this.#bound.get(name) !== socket) {
      throw new ZmqError('ENOENT', `inproc://${name} is not bound by this socket`, { address: `inproc://${name}` })
    }
    this.#bound.delete(name)
    if (this.#bound.size === 0) inUse.delete(this)
  }

  unbindAll(socket: InprocSocket): void {
    for (const [name, bound] of this.#bound) if (bound === socket) this.#bound.delete(name)
    if (this.#bound.size === 0) inUse.delete(this)
  }

  /** Returns the names that `socket` has bound. */
  namesOf(socket: InprocSocket): string[] {
    return [...this.#bound].filter(([, bound]) => bound === socket).map(([name]) => name)
  }

  isBound(name: string): boolean {
    return this.#bound.has(name)
  }

  /** Returns how often `name` was bound since the first call of this method for it. If it is bound then, that counts as one. */
  timesBound(name: string): number {
    const times = this.#times.get(name) ?? (this.#bound.has(name) ? 1 : 0)
    this.#times.set(name, times)
    return times
  }

  /** Returns whether another context of this thread has bound that name. */
  isBoundElsewhere(name: string): boolean {
    for (const other of inUse) if (other !== this && other.#bound.has(name)) return true
    return false
  }

  /** Remembers that the socket that has bound `name` crashed and is about to close, until the name is bound again. */
  markBroken(name: string): void {
    this.#broken.add(name)
  }

  isBroken(name: string): boolean {
    return this.#broken.has(name)
  }

  /**
   * Connects `socket`, which has attached its end of a pipe, by the other end `pipe`. Returns false if the name is not bound yet;
   * `onBound` is called when it is.
   */
  connect(name: string, socket: InprocSocket, pipe: Pipe, onBound?: () => void): boolean {
    const bound = this.#bound.get(name)
    if (bound !== undefined) {
      this.#join(name, socket, pipe, bound)
      return true
    }
    const waiting = this.#waiting.get(name)
    const one = { socket, pipe, abandoned: false, onBound }
    if (waiting === undefined) this.#waiting.set(name, [one])
    else waiting.push(one)
    return false
  }

  /** The connecting socket has closed its end. Returns false if no messages wait for the name to be bound. */
  abandon(name: string, pipe: Pipe): boolean {
    const waiting = this.#waiting.get(name)?.find((each) => each.pipe === pipe)
    if (waiting === undefined || pipe.waiting === 0) return false
    waiting.abandoned = true
    pipe.peer.owner = NOBODY
    return true
  }

  /** The name was found in another thread: `pipe` waits no longer. Returns undefined if it did not wait. */
  withdraw(name: string, pipe: Pipe): { readonly abandoned: boolean } | undefined {
    const waiting = this.#waiting.get(name)?.find((each) => each.pipe === pipe)
    if (waiting !== undefined) this.forget(name, pipe)
    return waiting
  }

  /** The connecting socket waits no longer. Returns the number of messages that are lost. */
  forget(name: string, pipe: Pipe): number {
    const waiting = this.#waiting.get(name)
    const others = waiting?.filter((each) => each.pipe !== pipe) ?? []
    if (others.length > 0) this.#waiting.set(name, others)
    else this.#waiting.delete(name)
    return waiting === undefined || others.length === waiting.length ? 0 : pipe.waiting
  }

  /** The high-water marks of a socket have changed. Returns false if `pipe` does not connect two sockets yet. */
  marksChanged(pipe: Pipe): boolean {
    const connection = this.#connections.get(pipe)
    if (connection !== undefined) setMarks(connection)
    return connection !== undefined
  }

  #join(name: string, connecting: InprocSocket, pipe: Pipe, bound: InprocSocket): void {
    const endpoint = `inproc://${name}`
    const anyPeer = bound.acceptsAnyPeer?.() === true && connecting.acceptsAnyPeer?.() === true
    if (!anyPeer && !mayTalk(bound.type, connecting.type)) {
      connecting.refused?.(endpoint, mismatch(connecting.type, bound.type), pipe.waiting)
      bound.refused?.(endpoint, mismatch(bound.type, connecting.type), 0)
      return pipe.close()
    }
    const connection = { connecting, bound, pipe }
    this.#connections.set(pipe, connection)
    this.#connections.set(pipe.peer, connection)
    setMarks(connection)
    pipe.direct = pipe.peer.direct = true
    pipe.owned = bound.options.receiveMemory === 'owned'
    pipe.peer.owned = connecting.options.receiveMemory === 'owned'
    pipe.endpoint = endpoint
    pipe.remote = endpoint
    pipe.info = describe(connecting)
    bound.adopt(pipe)
    if (pipe.peer.owner !== NOBODY) connecting.identified(pipe.peer, describe(bound), endpoint)
  }
}

/** The error that the handshake of a connection would have. */
function mismatch(own: SocketTypeName, peer: SocketTypeName): ProtoError {
  return new ProtocolError('ERR_ZMTP_SOCKET_TYPE', `a ${own} socket cannot talk to ${JSON.stringify(peer)} (RFC 37)`)
}

/** Throws EINVAL if the length of `name` is not allowed. */
export function checkName(name: string): void {
  if (name.length > 0 && name.length <= MAX_NAME) return
  throw new ZmqError('EINVAL', `an inproc name has 1 to ${MAX_NAME} characters, not ${name.length}`)
}

/** As in libzmq, the high-water mark of the one queue is the sum of both sides', and no limit if one side has none. */
function setMarks({ connecting, bound, pipe }: InprocConnection): void {
  const there = sum(connecting.options.sendHighWaterMark, bound.options.receiveHighWaterMark)
  const back = sum(bound.options.sendHighWaterMark, connecting.options.receiveHighWaterMark)
  pipe.peer.setHighWaterMarks(there, back)
  pipe.setHighWaterMarks(back, there)
}

function sum(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a + b
}

/** The information that a handshake would have transferred. */
function describe(socket: InprocSocket): PeerInfo {
  const properties = new Map<string, string>([['socket-type', socket.type]])
  for (const [name, value] of Object.entries(socket.options.metadata ?? {})) properties.set(name.toLowerCase(), value)
  return {
    version: 'inproc',
    mechanism: 'NULL',
    socketType: socket.type,
    routingId: socket.options.routingId ?? EMPTY,
    userId: '',
    properties,
  }
}
