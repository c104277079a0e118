/** What the tests of beacons have in common: the loopback interface, a port that nobody uses, and datagrams of anybody. */
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import type { Runtime } from '@tszmq/sockets'
import { Context } from '@tszmq/sockets'
import { Zbeacon } from '../src/index.ts'
import type { ZbeaconOptions } from '../src/index.ts'

/** lo, lo0 … */
export const LOOPBACK =
  Object.entries(networkInterfaces()).find(([, list = []]) => list.some(({ address }) => address === '127.0.0.1'))?.[0] ?? 'lo'

/** Where everybody on it is reached. */
export const EVERYBODY = '127.255.255.255'

/** A port of the system's choice, which another may take only if it is chosen again. */
export async function freePort(): Promise<number> {
  const socket = await bound({ port: 0 })
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(resolve))
  return port
}

export function bound(where: { port: number; address?: string }): Promise<Socket> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(where, () => resolve(socket))
  })
}

/** One of the network who sends what they like. */
export class Anybody {
  readonly #socket: Socket
  readonly #port: number

  private constructor(socket: Socket, port: number) {
    this.#socket = socket
    this.#port = port
  }

  static async from(address: string, port: number): Promise<Anybody> {
    const socket = await bound({ port: 0, address })
    socket.setBroadcast(true)
    return new Anybody(socket, port)
  }

  send(data: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(data, this.#port, EVERYBODY, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => this.#socket.close(resolve))
  }
}

/** A context whose beacons are found on loopback. */
export class Loopback {
  readonly context: Context
  readonly warnings: string[] = []

  constructor(runtime?: Runtime) {
    this.context = new Context(runtime === undefined ? {} : { runtime })
  }

  start(options: ZbeaconOptions = {}): Promise<Zbeacon> {
    const log = { info: (line: string) => void this.warnings.push(line), warn: (line: string) => void this.warnings.push(line) }
    return Zbeacon.start({ context: this.context, interface: LOOPBACK, log, ...options })
  }

  /** Configured, and hears everything. */
  async listen(port: number, options?: ZbeaconOptions): Promise<Zbeacon> {
    const beacon = await this.start(options)
    await beacon.configure(port)
    await beacon.subscribe()
    return beacon
  }
}
