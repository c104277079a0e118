/**
 * pyzmq's authenticator guarding a server of libzmq, with us as clients. A socket asks the handler of its own process, so this is
 * how it can guard us from anybody, or anybody from us.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { Context, Push, type SocketOptions } from '@tszmq/sockets'
import { requirePeer } from '@tszmq/peers'
import { Zcert } from '@tszmq/zconfig'

interface Words {
  readonly endpoint?: string
  readonly done?: string
  readonly said?: string
  readonly user?: string
}

/** The server, and what it tells, in order. */
class Guarded {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  endpoint = ''

  private constructor(kind: string, options: object) {
    const args = [join(__dirname, 'pyzmq-guarded.py'), kind, JSON.stringify(options)]
    this.#child = spawn('/usr/bin/python3', args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  static async start(kind: string, options: object): Promise<Guarded> {
    const guarded = new Guarded(kind, options)
    guarded.endpoint = (await guarded.next()).endpoint!
    return guarded
  }

  async next(): Promise<Words> {
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error('the server of pyzmq ended')
    return JSON.parse(value) as Words
  }

  /** Tells the authenticator, and resolves when it was told. */
  async tell(verb: 'curve' | 'plain' | 'deny', argument: unknown): Promise<void> {
    this.#child.stdin.write(`${JSON.stringify([verb, argument])}\n`)
    expect(await this.next()).toEqual({ done: verb })
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.stdin.end()
    expect(await gone).toEqual([0, null])
  }
}

const found = requirePeer('pyzmq')
const guarded = 'missing' in found ? describe.skip : describe

guarded.each(['thread', 'asyncio'])("pyzmq's authenticator, by %s", (kind) => {
  let folder: string
  let server: Guarded
  let clients: Push[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zauth-'))
    clients = []
  })

  afterEach(async () => {
    for (const client of clients) await client[Symbol.asyncDispose]()
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  function connect(options: SocketOptions<Push>): Push {
    const client = new Push({ context: new Context(), linger: 0, reconnectInterval: 10, ...options })
    clients.push(client)
    client.connect(server.endpoint)
    return client
  }

  const refusal = (client: Push): Promise<number> =>
    new Promise((resolve) => client.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))

  describe('with certificates', () => {
    const [own, ada, eve] = [new Zcert(), new Zcert(), new Zcert()]
    const curve = (cert: Zcert): SocketOptions<Push> => ({ curveServerKey: own.publicTxt, curveSecretKey: cert.secretTxt! })

    beforeEach(async () => {
      mkdirSync(join(folder, 'known'))
      // pyzmq reads what is called *.key.
      await ada.savePublic(join(folder, 'known', 'ada.key'))
      server = await Guarded.start(kind, { public: own.publicTxt, secret: own.secretTxt })
      await server.tell('curve', join(folder, 'known'))
    })

    it('lets us in by a certificate that we wrote, and knows us by our key', async () => {
      await connect(curve(ada)).send('from ada')
      expect(await server.next()).toEqual({ said: 'from ada', user: ada.publicTxt })
    })

    it('refuses another key of ours, tells us so, and lets us in once its certificate is there and was read', async () => {
      const client = connect(curve(eve))
      const sent = client.send('from eve')
      expect(await refusal(client)).toBe(400)
      await connect(curve(ada)).send('from ada')
      expect(await server.next()).toEqual({ said: 'from ada', user: ada.publicTxt })
      await eve.savePublic(join(folder, 'known', 'eve.key'))
      await server.tell('curve', join(folder, 'known'))
      expect(await server.next()).toEqual({ said: 'from eve', user: eve.publicTxt })
      await sent
    })

    it('refuses whom it knew, once the certificate is gone and that was read', async () => {
      rmSync(join(folder, 'known', 'ada.key'))
      await server.tell('curve', join(folder, 'known'))
      expect(await refusal(connect(curve(ada)))).toBe(400)
    })

    it('lets any key of ours in when told so, but not from where it denies', async () => {
      await server.tell('curve', '*')
      await connect(curve(eve)).send('from eve')
      expect(await server.next()).toMatchObject({ said: 'from eve' })
      await server.tell('deny', '127.0.0.1')
      expect(await refusal(connect(curve(ada)))).toBe(400)
    })
  })

  it('lets us in by PLAIN with the right password, and refuses us with a wrong one', async () => {
    server = await Guarded.start(kind, { plain: true })
    await server.tell('plain', { ada: 'geheim', ünal: 'schlüssel' })
    expect(await refusal(connect({ plainUsername: 'ada', plainPassword: 'Geheim' }))).toBe(400)
    expect(await refusal(connect({ plainUsername: 'eve', plainPassword: 'geheim' }))).toBe(400)
    await connect({ plainUsername: 'ada', plainPassword: 'geheim' }).send('from ada')
    expect(await server.next()).toEqual({ said: 'from ada', user: 'ada' })
    await connect({ plainUsername: 'ünal', plainPassword: 'schlüssel' }).send('from ünal')
    expect(await server.next()).toEqual({ said: 'from ünal', user: 'ünal' })
  })

  it('refuses us by NULL from where it denies', async () => {
    server = await Guarded.start(kind, {})
    await connect({}).send('before')
    expect(await server.next()).toMatchObject({ said: 'before' })
    await server.tell('deny', '127.0.0.1')
    expect(await refusal(connect({}))).toBe(400)
  })
})
