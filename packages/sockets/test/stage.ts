/** The sockets of one test: of one context over one transport, all closed at its end. Waits for conditions, without sleeps. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { turn, until } from '@tszmq/testkit'
import { Context, Pull } from '../src/index.ts'
import type { ContextOptions, Socket } from '../src/index.ts'

export const TRANSPORTS = ['tcp', 'ipc', 'inproc'] as const
export const WIRES = ['tcp', 'ipc'] as const
export type TransportName = (typeof TRANSPORTS)[number]

type Options<C> = C extends new (options?: infer O) => unknown ? O : never

let names = 0

export class Stage {
  readonly context: Context
  readonly #transport: TransportName
  readonly #sockets: Socket[] = []
  #folder: string | undefined = undefined

  constructor(transport: TransportName = 'inproc', options: ContextOptions = {}) {
    this.#transport = transport
    this.context = new Context(options)
  }

  /** A socket of this stage's context, with linger 0 unless `options` say otherwise. */
  make<C extends new (options?: never) => Socket>(type: C, options?: Options<C>): InstanceType<C> {
    const socket = new type({ linger: 0, context: this.context, ...(options as object | undefined) } as never)
    this.#sockets.push(socket)
    return socket as InstanceType<C>
  }

  /** An endpoint to bind to: a port of the system's choice, a fresh path or a fresh name. */
  wildcard(): string {
    if (this.#transport === 'tcp') return 'tcp://127.0.0.1:*'
    if (this.#transport === 'inproc') return `inproc://stage-${++names}`
    this.#folder ??= mkdtempSync(join(tmpdir(), 'stage-'))
    return `ipc://${this.#folder}/${++names}`
  }

  /** An endpoint that is not bound. */
  async vacant(): Promise<string> {
    const finder = this.make(Pull)
    const endpoint = await this.bind(finder)
    await finder[Symbol.asyncDispose]()
    return endpoint
  }

  bind(socket: Socket): Promise<string> {
    return socket.bind(this.wildcard())
  }

  /** Binds `server`, connects all of `clients`, and waits until all are connected. Resolves with the endpoint. */
  async meet(server: Socket, ...clients: Socket[]): Promise<string> {
    const before = connections(server)
    const endpoint = await this.bind(server)
    for (const client of clients) await this.join(client, endpoint)
    await until(() => connections(server) >= before + clients.length)
    return endpoint
  }

  /** Connects `client` and waits until its side of the handshake is done. */
  async join(client: Socket, endpoint: string): Promise<void> {
    const before = connections(client)
    client.connect(endpoint)
    await until(() => connections(client) > before)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) await socket[Symbol.asyncDispose]()
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** How many peers of `socket` are there. */
export function connections(socket: Socket): number {
  return socket.peers.filter((peer) => peer.connected).length
}

/** Closes `peers`, all of what they sent included, and waits until `socket` has it and sees them gone. */
export async function part(socket: Socket, ...peers: Socket[]): Promise<void> {
  const before = connections(socket)
  for (const peer of peers) {
    peer.linger = -1
    await peer[Symbol.asyncDispose]()
  }
  await until(() => connections(socket) === before - peers.length)
}

/** Sends a message of 1 MB again and again until no more is taken; returns how many were. Beyond `limit` there is no end to it. */
export async function fill(socket: { trySend(message: Buffer[]): boolean }, envelope: Buffer[] = [], limit = 200): Promise<number> {
  const large = Buffer.alloc(1_000_000)
  let sent = 0
  while (sent < limit && socket.trySend([...envelope, large])) {
    sent++
    await turn()
  }
  return sent
}

/** The next `count` events, by type. */
export async function events(socket: Socket, count: number): Promise<string[]> {
  const all: string[] = []
  while (all.length < count) all.push((await socket.events.receive()).type)
  return all
}

/** The frames of a message as text. */
export function text(message: readonly Uint8Array[] | undefined): string[] | undefined {
  return message?.map((frame) => Buffer.from(frame).toString('latin1'))
}

/** All that can be received now, as text. */
export function drain(socket: { tryReceive(): Buffer[] | undefined }): string[] {
  const all: string[] = []
  for (let next = socket.tryReceive(); next !== undefined; next = socket.tryReceive()) all.push((text(next) as string[]).join('|'))
  return all
}

/** Receives `count` messages, as text. */
export async function take(socket: { receive(): Promise<Buffer[]> }, count: number): Promise<string[]> {
  const all: string[] = []
  while (all.length < count) all.push((text(await socket.receive()) as string[]).join('|'))
  return all
}
