/** The simulated network as a transport of one process. Its addresses are `host:port`; any host name is fine. */
import type { Conn, ConnectOptions, Listener, ListenOptions, Transport } from '@tszmq/transports'
import { TransportError } from '@tszmq/transports'
import { RANK } from './event-heap.ts'
import type { SimNetwork, SimPort } from './sim-network.ts'
import type { SimRuntime } from './sim-runtime.ts'

/** As long as a system tries to reach a host that does not answer, shortened. */
const UNREACHABLE_MS = 3000

const ADDRESS = /^([A-Za-z0-9_.-]+):(\*|\d{1,5})$/

export class SimTransport implements Transport {
  readonly scheme = 'tcp'
  readonly framing = 'stream'
  readonly #network: SimNetwork
  readonly #runtime: SimRuntime
  readonly #host: string

  constructor(network: SimNetwork, runtime: SimRuntime, host: string) {
    this.#network = network
    this.#runtime = runtime
    this.#host = host
  }

  optionsOf(): object {
    return {}
  }

  checkConnect(address: string): string {
    if (parse(address).port === 0) throw new TransportError('EINVAL', `cannot connect to port 0 of "${address}"`, `tcp://${address}`)
    return address
  }

  checkBind(address: string): string {
    parse(address)
    return address
  }

  async connect(address: string, options: ConnectOptions): Promise<Conn> {
    this.checkConnect(address)
    const { signal, connectTimeout } = options
    if (signal.aborted) throw signal.reason as Error
    const endpoint = `tcp://${address}`
    const { host } = parse(address)
    const network = this.#network
    return new Promise((resolve, reject) => {
      const abort = (): void => settle(() => reject(signal.reason as Error))
      let arrival = network.world.at(network.world.now + network.latency(), RANK.io, this.#runtime, () => settle(reach))
      const settle = (how: () => void): void => {
        arrival.cancelled = true
        signal.removeEventListener('abort', abort)
        how()
      }
      const fail = (code: string, why: string): void => {
        network.world.log(`${this.#host} cannot reach ${endpoint}: ${code}`)
        reject(new TransportError(code, `cannot connect to ${endpoint}: ${why}`, endpoint))
      }
      const reach = (): void => {
        if (network.cut(this.#host, host) || network.cut(host, this.#host)) {
          const wait = connectTimeout > 0 ? connectTimeout : UNREACHABLE_MS
          signal.addEventListener('abort', abort, { once: true })
          arrival = network.world.at(network.world.now + wait, RANK.io, this.#runtime, () =>
            settle(() => fail('ETIMEDOUT', 'it does not answer')),
          )
          return
        }
        const port = network.ports.get(endpoint)
        if (port === undefined || network.refuses(host)) return fail('ECONNREFUSED', 'nobody listens there')
        resolve(network.join(this.#runtime, `tcp://${this.#host}:${network.freePort()}`, port))
      }
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  async listen(address: string, accept: (conn: Conn) => void, _options: ListenOptions): Promise<Listener> {
    const { host, port } = parse(address)
    const network = this.#network
    const endpoint = `tcp://${host}:${port === 0 ? network.freePort() : port}`
    if (network.ports.has(endpoint)) {
      throw new TransportError('EADDRINUSE', `cannot bind ${endpoint}: the address is in use`, endpoint)
    }
    const own: SimPort = { endpoint, runtime: this.#runtime, accept }
    network.ports.set(endpoint, own)
    network.world.log(`bound ${endpoint}`)
    return {
      endpoint,
      close: async () => {
        if (network.ports.get(endpoint) === own) network.ports.delete(endpoint)
      },
      ref: () => undefined,
      unref: () => undefined,
    }
  }
}

/** Throws EINVAL. */
function parse(address: string): { host: string; port: number } {
  const match = ADDRESS.exec(address)
  if (match === null) throw new TransportError('EINVAL', `"${address}" is not an address: it must read host:port`, `tcp://${address}`)
  return { host: match[1] as string, port: match[2] === '*' ? 0 : Number(match[2]) }
}
