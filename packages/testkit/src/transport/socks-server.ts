/** A small SOCKS5 proxy (RFC 1928, RFC 1929) that writes down what it was asked. It serves CONNECT only, and any number at a time. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface SocksServerOptions {
  /** Who may in, by name and password. Default: everybody, unasked. */
  readonly login?: readonly [username: string, password: string]
  /** Where hosts lead. A name that is not here is unreachable; an address leads to itself. */
  readonly routes?: Readonly<Record<string, string>>
  /** The code to answer with instead of connecting. */
  readonly refusal?: number
  /** The answer waits for the first words of the target and goes out with them, in one write. */
  readonly glued?: boolean
  /** Every byte of an answer is sent by itself. */
  readonly dribbling?: boolean
}

/** What was asked for. */
export interface SocksRequest {
  /** The type of the address on the wire: 1 IPv4, 3 a name, 4 IPv6. */
  readonly type: number
  readonly host: string
  readonly port: number
  /** '' when none was told. */
  readonly username: string
}

const LOGIN = 2
const REFUSED = 5
const UNREACHABLE = 4

export class SocksServer {
  readonly requests: SocksRequest[] = []
  /** Connections made to it. */
  accepted = 0
  readonly #options: SocksServerOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(options: SocksServerOptions) {
    this.#options = options
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      this.accepted++
      this.#keep(client)
      // Whatever is wrong with a client, it is not heard any longer.
      this.#serve(client).catch(() => client.destroy())
    })
  }

  static async listen(options: SocksServerOptions = {}, port = 0, host = '127.0.0.1'): Promise<SocksServer> {
    const server = new SocksServer(options)
    server.#server.listen(port, host)
    await once(server.#server, 'listening')
    return server
  }

  /** As `socksProxy` wants it. */
  get address(): string {
    const { address, port, family } = this.#server.address() as AddressInfo
    return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`
  }

  /** Ends it and all its connections. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
  }

  async #serve(client: Socket): Promise<void> {
    const methods = await read(client, (await read(client, 2))[1] as number)
    const username = await this.#admit(client, methods)
    if (username === undefined) return void client.end()
    const { host, port } = await this.#request(client, username)
    const { routes = {}, refusal } = this.#options
    const to = routes[host] ?? (/^[\d.:]+$/.test(host) ? host : undefined)
    if (refusal !== undefined || to === undefined) return this.#answer(client, refusal ?? UNREACHABLE)
    const target = connect({ host: to, port, allowHalfOpen: true })
    this.#keep(target)
    target.on('error', () => void this.#answer(client, REFUSED))
    await once(target, 'connect')
    target.on('close', () => client.destroySoon())
    client.on('close', () => target.destroySoon())
    const first = this.#options.glued === true ? await firstWords(target) : Buffer.alloc(0)
    await this.#say(client, [5, 0, 0, 1, 127, 0, 0, 1, port >> 8, port & 0xff, ...first])
    client.pipe(target)
    target.pipe(client)
  }

  /** Who it is; undefined for nobody who may in. */
  async #admit(client: Socket, methods: Uint8Array): Promise<string | undefined> {
    const { login } = this.#options
    const method = login === undefined ? 0 : LOGIN
    const good = methods.includes(method)
    await this.#say(client, [5, good ? method : 0xff])
    if (!good || login === undefined) return good ? '' : undefined
    await read(client, 1)
    const said = [await readText(client), await readText(client)]
    const known = said[0] === login[0] && said[1] === login[1]
    await this.#say(client, [1, known ? 0 : 1])
    return known ? said[0] : undefined
  }

  async #request(client: Socket, username: string): Promise<SocksRequest> {
    const type = (await read(client, 4))[3] as number
    const host = type === 3 ? await readText(client) : type === 1 ? (await read(client, 4)).join('.') : ipv6(await read(client, 16))
    const request = { type, host, port: (await read(client, 2)).readUInt16BE(), username }
    this.requests.push(request)
    return request
  }

  async #answer(client: Socket, code: number): Promise<void> {
    await this.#say(client, [5, code, 0, 1, 0, 0, 0, 0, 0, 0])
    client.end()
  }

  async #say(client: Socket, bytes: readonly number[]): Promise<void> {
    const pieces = this.#options.dribbling === true ? bytes.map((byte) => [byte]) : [bytes]
    for (const piece of pieces) {
      client.write(Uint8Array.from(piece))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Exactly `size` bytes. Rejects when the connection closes before. */
async function read(socket: Socket, size: number): Promise<Buffer> {
  if (size === 0) return Buffer.alloc(0)
  for (let bytes = socket.read(size) as Buffer | null; ; bytes = socket.read(size) as Buffer | null) {
    if (bytes?.length === size) return bytes
    await new Promise<void>((resolve, reject) => {
      const gone = (): void => reject(new Error('the client has gone'))
      if (bytes !== null || socket.destroyed || socket.readableEnded) return gone()
      for (const end of ['end', 'close']) socket.once(end, gone)
      socket.once('readable', () => {
        for (const end of ['end', 'close']) socket.off(end, gone)
        resolve()
      })
    })
  }
}

async function readText(socket: Socket): Promise<string> {
  const [length] = await read(socket, 1)
  return (await read(socket, length as number)).toString()
}

async function firstWords(socket: Socket): Promise<Buffer> {
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  socket.pause()
  return chunk
}

function ipv6(bytes: Buffer): string {
  return Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
    .join(':')
    .replace(/^(0:)+/, '::')
}
