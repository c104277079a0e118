/** Who is reached by which routing id. Makes up ids for peers that have none; keeps who has to wait for an id in use. */
import { EMPTY, allocate } from '@tszmq/zmtp-codec/internal'
import { byteKey } from '../core/byte-key.ts'
import type { Pipe } from '../core/pipe.ts'
import { ZmqError } from '../core/zmq-error.ts'

export class RoutingTable {
  readonly #pipes = new Map<string, Pipe>()
  readonly #anonymous = new Set<Pipe>()
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

  /** Gives `pipe` its name, or one that is made up when `wanted` is empty. False: somebody else has it. */
  add(pipe: Pipe, wanted: Uint8Array = EMPTY): boolean {
    const routingId = wanted.length > 0 ? wanted : this.#makeUp()
    const key = byteKey(routingId)
    if (this.#pipes.has(key)) {
      this.#anonymous.add(pipe)
      return false
    }
    this.#anonymous.delete(pipe)
    pipe.routingId = routingId
    this.#pipes.set(key, pipe)
    return true
  }

  /** Frees the name of `pipe`; returns who waited for it, longest first. */
  remove(pipe: Pipe): Pipe | undefined {
    this.#anonymous.delete(pipe)
    const { routingId } = pipe
    if (routingId === undefined || this.find(routingId) !== pipe) return undefined
    const key = byteKey(routingId)
    this.#pipes.delete(key)
    for (const waiting of this.#anonymous) {
      if (waiting.info !== undefined && byteKey(waiting.info.routingId) === key) return waiting
    }
    return undefined
  }

  /** Takes the name away from its holder, who gets a made-up one (ZMQ_ROUTER_HANDOVER). */
  rename(pipe: Pipe): void {
    this.#pipes.delete(byteKey(pipe.routingId as Uint8Array))
    pipe.routingId = this.#makeUp()
  }

  /** A zero byte, which no peer may begin its own id with, and a u32 that counts up. */
  #makeUp(): Uint8Array {
    for (;;) {
      const id = allocate(5)
      this.#next = (this.#next + 1) >>> 0
      id[0] = 0
      for (let i = 0; i < 4; i++) id[i + 1] = this.#next >>> (24 - 8 * i)
      if (!this.#pipes.has(byteKey(id))) return id
    }
  }
}

/** A routing id for people: as text if it is, else in hex. */
export function printable(routingId: Uint8Array): string {
  const text = Buffer.from(routingId).toString('latin1')
  return /^[\x20-\x7e]+$/.test(text) ? JSON.stringify(text) : `0x${Buffer.from(routingId).toString('hex')}`
}
