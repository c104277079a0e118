/** The peers of a ROUTER or STREAM by routing id. Makes up ids for peers without one, and lists the pipes that wait for an id in use. */
import { EMPTY, canPool, guarded, hexText, latin1Text, ownedCopy } from '@tszmq/zmtp-codec/internal'
import { byteKey } from './byte-key.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { ZmqError } from '../events/zmq-error.ts'

export class RoutingTable {
  readonly #pipes = new Map<string, Pipe>()
  /** Pipes without a routing id, by the id that they wait for; the first one gets it next. */
  readonly #waiting = new Map<string, Pipe[]>()
  /** The id that each of these pipes waits for. */
  readonly #wanted = new Map<Pipe, string>()
  #next: number

  /** `random` from 0 to 1: where the made-up ids start, so that a restarted ROUTER does not reuse them (libzmq). */
  constructor(random: number) {
    this.#next = Math.floor(random * 0x100000000)
  }

  get size(): number {
    return this.#pipes.size
  }

  find(routingId: Uint8Array): Pipe | undefined {
    return this.#pipes.get(byteKey(routingId))
  }

  pipes(): IterableIterator<Pipe> {
    return this.#pipes.values()
  }

  /** Makes sure that `routingId` is free; who has it and is closing gives it up. Throws EADDRINUSE. */
  claim(routingId: Uint8Array): void {
    const holder = this.find(routingId)
    if (holder?.open === true) {
      throw new ZmqError('EADDRINUSE', `routing id ${printable(routingId)} is in use by another peer of this socket`)
    }
    this.#pipes.delete(byteKey(routingId))
  }

  /** Gives `pipe` the routing id `wanted`, or one that is made up if `wanted` is empty. False: the id is in use, and `pipe` waits for it. */
  add(pipe: Pipe, wanted: Uint8Array = EMPTY): boolean {
    const routingId = wanted.length > 0 ? wanted : this.#makeUp()
    const key = byteKey(routingId)
    this.#stopWaiting(pipe)
    if (this.#pipes.has(key)) {
      this.#waitFor(key).push(pipe)
      this.#wanted.set(pipe, key)
      return false
    }
    pipe.routingId = routingId
    this.#pipes.set(key, pipe)
    return true
  }

  /** Frees the routing id of `pipe`. Returns the pipe that is to have it next, if one waits for it. */
  remove(pipe: Pipe): Pipe | undefined {
    this.#stopWaiting(pipe)
    const { routingId } = pipe
    if (routingId === undefined || this.find(routingId) !== pipe) return undefined
    const key = byteKey(routingId)
    this.#pipes.delete(key)
    return this.#waiting.get(key)?.[0]
  }

  /** Takes the routing id of `pipe` away (ZMQ_ROUTER_HANDOVER). It waits for it from now on, before all others that do. */
  displace(pipe: Pipe): void {
    const key = byteKey(pipe.routingId as Uint8Array)
    this.#pipes.delete(key)
    pipe.routingId = undefined
    this.#waitFor(key).unshift(pipe)
    this.#wanted.set(pipe, key)
  }

  #waitFor(key: string): Pipe[] {
    let pipes = this.#waiting.get(key)
    if (pipes === undefined) this.#waiting.set(key, (pipes = []))
    return pipes
  }

  #stopWaiting(pipe: Pipe): void {
    const key = this.#wanted.get(pipe)
    if (key === undefined) return
    this.#wanted.delete(pipe)
    const pipes = this.#waiting.get(key) as Pipe[]
    if (pipes.length === 1) this.#waiting.delete(key)
    else pipes.splice(pipes.indexOf(pipe), 1)
  }

  /** A zero byte, which no peer may begin its own id with, and a u32 that counts up. */
  #makeUp(): Uint8Array {
    for (;;) {
      const id = guarded(5)
      this.#next = (this.#next + 1) >>> 0
      id[0] = 0
      for (let i = 0; i < 4; i++) id[i + 1] = this.#next >>> (24 - 8 * i)
      if (!this.#pipes.has(byteKey(id))) return id
    }
  }
}

/** The routing id as the first frame of a message. The table keeps it too, so it is copied where nothing protects it from a transfer. */
export function routingIdFrame(pipe: Pipe, memory: 'pooled' | 'owned'): Uint8Array {
  const id = pipe.routingId as Uint8Array
  return memory === 'pooled' && canPool() ? id : ownedCopy(id.buffer, id.byteOffset, id.length)
}

/** A routing id for people: as text if it is, else in hex. */
export function printable(routingId: Uint8Array): string {
  const text = latin1Text(routingId)
  return /^[\x20-\x7e]+$/.test(text) ? JSON.stringify(text) : `0x${hexText(routingId)}`
}
