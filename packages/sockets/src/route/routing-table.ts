/** The peers of a ROUTER or STREAM by routing id. Generates ids for peers without one, and lists pipes that wait for an id in use. */
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

  /** `random`, from 0 to 1, sets the first generated id, so that a restarted ROUTER does not reuse ids (as in libzmq). */
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

  /** Makes `routingId` free if its pipe is closing. Throws EADDRINUSE if another peer has it. */
  claim(routingId: Uint8Array): void {
    const holder = this.find(routingId)
    if (holder?.open === true) {
      throw new ZmqError('EADDRINUSE', `routing id ${printable(routingId)} is in use by another peer of this socket`)
    }
    this.#pipes.delete(byteKey(routingId))
  }

  /** Gives `pipe` the routing id `wanted`, or a generated one if it is empty. Returns false if the id is in use: `pipe` waits for it. */
  add(pipe: Pipe, wanted: Uint8Array = EMPTY): boolean {
    const routingId = wanted.length > 0 ? wanted : this.#generate()
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

  /** Frees the routing id of `pipe`. Returns the pipe that gets it next, if one waits for it. */
  remove(pipe: Pipe): Pipe | undefined {
    this.#stopWaiting(pipe)
    const { routingId } = pipe
    if (routingId === undefined || this.find(routingId) !== pipe) return undefined
    const key = byteKey(routingId)
    this.#pipes.delete(key)
    return this.#waiting.get(key)?.[0]
  }

  /** Removes the routing id of `pipe`, which then waits for it, before all others (ZMQ_ROUTER_HANDOVER). */
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

  /** A zero byte, which the id of a peer must not begin with, and a counter of 32 bits. */
  #generate(): Uint8Array {
    for (;;) {
      const id = guarded(5)
      this.#next = (this.#next + 1) >>> 0
      id[0] = 0
      for (let i = 0; i < 4; i++) id[i + 1] = this.#next >>> (24 - 8 * i)
      if (!this.#pipes.has(byteKey(id))) return id
    }
  }
}

/** The routing id as the first frame of a message. It is copied if the program could transfer its memory, since the table keeps it too. */
export function routingIdFrame(pipe: Pipe, memory: 'pooled' | 'owned'): Uint8Array {
  const id = pipe.routingId as Uint8Array
  return memory === 'pooled' && canPool() ? id : ownedCopy(id.buffer, id.byteOffset, id.length)
}

/** A routing id for messages: as text if it is printable ASCII, otherwise in hex. */
export function printable(routingId: Uint8Array): string {
  const text = latin1Text(routingId)
  return /^[\x20-\x7e]+$/.test(text) ? JSON.stringify(text) : `0x${hexText(routingId)}`
}
