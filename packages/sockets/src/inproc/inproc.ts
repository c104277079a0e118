/** inproc: two sockets of one context joined by a pipe, no bytes. Whoever comes first waits for the other. */
import type { PeerInfo, SocketTypeName } from '@tszmq/zmtp-codec'
import { ProtocolError, mayTalk } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import type { ProtoError } from '../events/event.ts'
import type { SocketOptionValues } from '../options/options.ts'
import { NOBODY, type Pipe } from '../pipe/pipe.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** What a socket shows to the one it is joined with. */
export interface InprocSocket {
  readonly type: SocketTypeName
  readonly options: SocketOptionValues
  /** True: two such sockets are joined whatever their types, as libzmq does in process. */
  acceptsAnyPeer?(): boolean
  /** Takes the far end of a pipe as its own end. */
  adopt(pipe: Pipe): void
  identified(pipe: Pipe, peer: PeerInfo, remote: string): void
  /** It cannot be joined with the socket at the other side of `address`; `lost` messages of it waited for that. */
  refused?(address: string, error: ProtoError, lost: number): void
}

interface Waiting {
  readonly socket: InprocSocket
  /** The end nobody holds yet. */
  readonly pipe: Pipe
  /** The connecting socket is done with it: only what it wrote still waits. */
  left: boolean
  /** Told when somebody here has bound the name. */
  readonly joined: (() => void) | undefined
}

/** Two sockets and the two ends of their pipe. */
interface Joint {
  readonly connecting: InprocSocket
  readonly bound: InprocSocket
  /** The end of the bound socket; the other is its peer. */
  readonly pipe: Pipe
}

/** libzmq takes names of up to 256 characters. */
const MAX_NAME = 256

/** The inproc directories with bound names, of all contexts: only to explain why a name is not found. */
const binding = new Set<Inproc>()

export class Inproc {
  readonly #bound = new Map<string, InprocSocket>()
  readonly #waiting = new Map<string, Waiting[]>()
  /** Names whose holder broke, until somebody binds them again. */
  readonly #broken = new Set<string>()
  /** How often names were bound; only those that `timesBound` was asked about. */
  readonly #times = new Map<string, number>()
  /** By either end of the pipe. */
  readonly #joints = new WeakMap<Pipe, Joint>()

  /** Throws EADDRINUSE, EINVAL. */
  bind(name: string, socket: InprocSocket): void {
    checkName(name)
    if (this.#bound.has(name)) {
      throw new ZmqError('EADDRINUSE', `cannot bind inproc://${name}: the name is in use`, { address: `inproc://${name}` })
    }
    this.#bound.set(name, socket)
    binding.add(this)
    this.#broken.delete(name)
    const times = this.#times.get(name)
    if (times !== undefined) this.#times.set(name, times + 1)
    const waiting = this.#waiting.get(name) ?? []
    this.#waiting.delete(name)
    for (const { socket: connecting, pipe, left, joined } of waiting) {
      joined?.()
      if (pipe.open) this.#join(name, connecting, pipe, socket)
      if (left) pipe.peer.close(true)
    }
  }

  /** Throws ENOENT when `socket` has not bound that name. */
  unbind(name: string, socket: InprocSocket): void {
    if (this.#bound.get(name) !== socket) {
      throw new ZmqError('ENOENT', `inproc://${name} is not bound by this socket`, { address: `inproc://${name}` })
    }
    this.#bound.delete(name)
    if (this.#bound.size === 0) binding.delete(this)
  }

  unbindAll(socket: InprocSocket): void {
    for (const [name, bound] of this.#bound) if (bound === socket) this.#bound.delete(name)
    if (this.#bound.size === 0) binding.delete(this)
  }

  /** The names that `socket` has bound. */
  namesOf(socket: InprocSocket): string[] {
    return [...this.#bound].filter(([, bound]) => bound === socket).map(([name]) => name)
  }

  isBound(name: string): boolean {
    return this.#bound.has(name)
  }

  /** How often `name` was bound since this method was first called for it. A name that is bound at that moment counts as one. */
  timesBound(name: string): number {
    const times = this.#times.get(name) ?? (this.#bound.has(name) ? 1 : 0)
    this.#times.set(name, times)
    return times
  }

  /** Another context of this thread has that name. */
  isBoundElsewhere(name: string): boolean {
    for (const other of binding) if (other !== this && other.#bound.has(name)) return true
    return false
  }

  /** Whoever holds `name` is broken, and about to let go of it: who needs an answer from there knows that there should be one. */
  break(name: string): void {
    this.#broken.add(name)
  }

  isBroken(name: string): boolean {
    return this.#broken.has(name)
  }

  /**
   * `pipe` is the far end of what `socket` has attached already. False: nobody has bound the name yet; `joined` is called when
   * somebody has. Throws EINVAL.
   */
  connect(name: string, socket: InprocSocket, pipe: Pipe, joined?: () => void): boolean {
    const bound = this.#bound.get(name)
    if (bound !== undefined) {
      this.#join(name, socket, pipe, bound)
      return true
    }
    const waiting = this.#waiting.get(name)
    const one = { socket, pipe, left: false, joined }
    if (waiting === undefined) this.#waiting.set(name, [one])
    else waiting.push(one)
    return false
  }

  /** The connecting socket is done with `pipe`. False: somebody has bound the name, or there is nothing to wait for. */
  leave(name: string, pipe: Pipe): boolean {
    const waiting = this.#waiting.get(name)?.find((each) => each.pipe === pipe)
    if (waiting === undefined || pipe.waiting === 0) return false
    waiting.left = true
    pipe.peer.owner = NOBODY
    return true
  }

  /**
   * Whoever connected by `pipe` waits no more: it has found the name elsewhere. `left`: only what it wrote waited. Undefined: it does
   * not wait.
   */
  take(name: string, pipe: Pipe): { readonly left: boolean } | undefined {
    const waiting = this.#waiting.get(name)?.find((each) => each.pipe === pipe)
    if (waiting !== undefined) this.forget(name, pipe)
    return waiting
  }

  /** The connecting socket gave up. Returns how many messages are lost with that. */
  forget(name: string, pipe: Pipe): number {
    const waiting = this.#waiting.get(name)
    const left = waiting?.filter((each) => each.pipe !== pipe) ?? []
    if (left.length > 0) this.#waiting.set(name, left)
    else this.#waiting.delete(name)
    return waiting === undefined || left.length === waiting.length ? 0 : pipe.waiting
  }

  /** One of the two sockets has other high-water marks now. False: `pipe` has only one socket yet. */
  marksChanged(pipe: Pipe): boolean {
    const joint = this.#joints.get(pipe)
    if (joint !== undefined) setMarks(joint)
    return joint !== undefined
  }

  #join(name: string, connecting: InprocSocket, pipe: Pipe, bound: InprocSocket): void {
    const endpoint = `inproc://${name}`
    const anyPeer = bound.acceptsAnyPeer?.() === true && connecting.acceptsAnyPeer?.() === true
    if (!anyPeer && !mayTalk(bound.type, connecting.type)) {
      connecting.refused?.(endpoint, mismatch(connecting.type, bound.type), pipe.waiting)
      bound.refused?.(endpoint, mismatch(bound.type, connecting.type), 0)
      return pipe.close()
    }
    const joint = { connecting, bound, pipe }
    this.#joints.set(pipe, joint)
    this.#joints.set(pipe.peer, joint)
    setMarks(joint)
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

/** As the handshake of a connection would have it. */
function mismatch(own: SocketTypeName, peer: SocketTypeName): ProtoError {
  return new ProtocolError('ERR_ZMTP_SOCKET_TYPE', `a ${own} socket cannot talk to ${JSON.stringify(peer)} (RFC 37)`)
}

/** Throws EINVAL. */
export function checkName(name: string): void {
  if (name.length > 0 && name.length <= MAX_NAME) return
  throw new ZmqError('EINVAL', `an inproc name has 1 to ${MAX_NAME} characters, not ${name.length}`)
}

/** As libzmq: the two marks add up, since there is one queue; no limit on either side is no limit at all. */
function setMarks({ connecting, bound, pipe }: Joint): void {
  const there = sum(connecting.options.sendHighWaterMark, bound.options.receiveHighWaterMark)
  const back = sum(bound.options.sendHighWaterMark, connecting.options.receiveHighWaterMark)
  pipe.peer.setHighWaterMarks(there, back)
  pipe.setHighWaterMarks(back, there)
}

function sum(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a + b
}

/** What a handshake would have told. */
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
