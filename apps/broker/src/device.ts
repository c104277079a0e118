/** A running device: two sockets, perhaps a third that copies, and the proxy between them. It opens whole or not at all. */
import { Proxy } from 'tszmq'
import type { ProxyStatistics, Socket } from 'tszmq'
import type { DeviceName } from './device-kind.ts'
import { DEVICES, openCapture } from './device-kind.ts'
import { EndpointError } from './endpoint-error.ts'

export interface DeviceOptions {
  readonly device: DeviceName
  /** Endpoints to bind, or with `>` before them to connect to. */
  readonly frontend: readonly string[]
  readonly backend: readonly string[]
  readonly capture: readonly string[]
  readonly highWaterMark: number
}

/** Where each end really is. */
export interface Endpoints {
  readonly frontend: readonly string[]
  readonly backend: readonly string[]
  readonly capture: readonly string[]
}

export class Device {
  readonly name: DeviceName
  readonly endpoints: Endpoints
  readonly #proxy: Proxy
  readonly #sockets: readonly Socket[]

  private constructor(name: DeviceName, endpoints: Endpoints, proxy: Proxy, sockets: readonly Socket[]) {
    this.name = name
    this.endpoints = endpoints
    this.#proxy = proxy
    this.#sockets = sockets
  }

  /** Throws EndpointError for the first endpoint that cannot be had. */
  static async open(options: DeviceOptions): Promise<Device> {
    const { device, highWaterMark } = options
    const { frontend, backend } = DEVICES[device]
    const front = frontend.open(highWaterMark)
    const back = backend.open(highWaterMark)
    const capture = options.capture.length > 0 ? openCapture(highWaterMark) : undefined
    const sockets = [front, back, ...(capture === undefined ? [] : [capture])]
    try {
      const endpoints = {
        frontend: await attach(front, 'frontend', options.frontend),
        backend: await attach(back, 'backend', options.backend),
        capture: capture === undefined ? [] : await attach(capture, 'capture', options.capture),
      }
      return new Device(device, endpoints, new Proxy(front, back, capture), sockets)
    } catch (error) {
      await closeAll(sockets)
      throw error
    }
  }

  /** Forwards until `stop()`; then all connections are gone and all that was bound is free again. */
  async run(): Promise<void> {
    try {
      await this.#proxy.run()
    } finally {
      await closeAll(this.#sockets)
    }
  }

  stop(): void {
    this.#proxy.terminate()
  }

  statistics(): ProxyStatistics {
    return this.#proxy.statistics()
  }
}

async function attach(socket: Socket, side: string, endpoints: readonly string[]): Promise<string[]> {
  const real: string[] = []
  for (const given of endpoints) {
    const connects = given.startsWith('>')
    const endpoint = given.replace(/^[@>]/, '')
    try {
      if (connects) socket.connect(endpoint)
      real.push(connects ? endpoint : await socket.bind(endpoint))
    } catch (error) {
      throw new EndpointError(side, connects ? 'connect to' : 'bind', endpoint, error)
    }
  }
  return real
}

async function closeAll(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()))
}
