/**
 * Gossip with nodes of CZMQ, as server and as client. The CURVE of its zgossip is a draft, which Debian's libczmq does not have: its
 * node is joined to ours by a tunnel of two of its sockets, one of them with CURVE.
 */
import { join } from 'node:path'
import { Context, curveKeyPair, Dealer, Reply } from '@tszmq/sockets'
import { CzmqProgram } from '@tszmq/peers'
import { ManualRuntime } from '@tszmq/testkit'
import { decodeGossip, encodeGossip } from '../../src/gossip-message.ts'
import { Zgossip } from '../../src/index.ts'

const COUNT = 1000
const program = new CzmqProgram(join(__dirname, 'czmq-gossip.c'))

/** A node of CZMQ in a process of its own. */
class CzmqNode {
  readonly heard = new Map<string, string>()
  readonly #process = program.start()
  readonly #watchers = new Set<() => void>()
  readonly #answers: string[] = []
  readonly #read = this.#readAll()

  say(...words: string[]): void {
    this.#process.say(...words)
  }

  async bind(): Promise<string> {
    this.say('BIND', 'tcp://127.0.0.1:*')
    this.say('PORT')
    return `tcp://127.0.0.1:${await this.#answer('PORT')}`
  }

  /** Where one end of a tunnel is that has CURVE at one of its ends. */
  async tunnel(...words: string[]): Promise<string> {
    this.say('TUNNEL', ...words)
    return `tcp://127.0.0.1:${await this.#answer('TUNNEL')}`
  }

  async #answer(name: string): Promise<string> {
    const find = (): string | undefined => this.#answers.find((line) => line.startsWith(`${name} `))
    await this.until(() => find() !== undefined)
    return find()!.slice(name.length + 1)
  }

  /** Resolves when it holds after something was heard. Rejects when its process ends before. */
  until(holds: () => boolean): Promise<void> {
    const held = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!holds()) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
    return Promise.race([held, this.#read])
  }

  async #readAll(): Promise<never> {
    for (;;) {
      const line = await this.#process.line()
      const [name, key = '', value = ''] = line.split(' ')
      if (name === 'DELIVER') this.heard.set(key, value)
      else this.#answers.push(line)
      for (const watcher of this.#watchers) watcher()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#read.catch(() => undefined)
    await this.#process[Symbol.asyncDispose]()
  }
}

async function heard(node: Zgossip, count: number): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  if (count === 0) return all
  for await (const { key, value } of node) {
    all.set(key, value!)
    if (all.size === count) break
  }
  return all
}

/** Reads until a key has a value. */
async function until(node: Zgossip, key: string, value: string): Promise<void> {
  for await (const tuple of node) if (tuple.key === key && tuple.value === value) return
}

const values = (prefix: string): Map<string, string> => new Map(Array.from({ length: COUNT }, (_, i) => [`${prefix}-${i}`, `value-${i}`]))

let context: Context
beforeEach(() => (context = new Context()))
afterEach(() => program.end())
afterAll(() => program.remove())

const withCzmq = program.missing === undefined ? describe : describe.skip

withCzmq('with a node of CZMQ', () => {
  it('as our server: 1000 tuples that it has when it comes are heard by us, 1000 of ours by it, and what comes later', async () => {
    await using czmq = new CzmqNode()
    const endpoint = await czmq.bind()
    czmq.say('PUBLISHES', String(COUNT), 'czmq')
    await czmq.until(() => czmq.heard.size === COUNT)
    await using node = await Zgossip.start({ context })
    for (const [key, value] of values('ours')) await node.publish(key, value)
    await node.connect(endpoint)
    expect(await heard(node, 2 * COUNT)).toEqual(new Map([...values('ours'), ...values('czmq')]))
    await czmq.until(() => czmq.heard.size === 2 * COUNT)
    expect(czmq.heard).toEqual(new Map([...values('czmq'), ...values('ours')]))
    czmq.say('PUBLISH', 'late', 'czmq')
    expect(await heard(node, 1)).toEqual(new Map([['late', 'czmq']]))
  })

  it('as our client: the same', async () => {
    await using node = await Zgossip.start({ context })
    const port = await node.bind('tcp://127.0.0.1:*')
    for (const [key, value] of values('ours')) await node.publish(key, value)
    await using czmq = new CzmqNode()
    czmq.say('PUBLISHES', String(COUNT), 'czmq')
    czmq.say('CONNECT', `tcp://127.0.0.1:${port}`)
    await czmq.until(() => czmq.heard.size === 2 * COUNT)
    expect(await heard(node, 2 * COUNT)).toEqual(new Map([...values('ours'), ...values('czmq')]))
    expect(czmq.heard).toEqual(new Map([...values('czmq'), ...values('ours')]))
    await node.publish('late', 'ours')
    await czmq.until(() => czmq.heard.get('late') === 'ours')
    expect(await node.status()).toBe(2 * COUNT + 1)
  })

  it('as our server that forgets who is silent: us it tells when others are forgotten', async () => {
    await using czmq = new CzmqNode()
    czmq.say('SET', 'server/timeout', '100')
    const endpoint = await czmq.bind()
    await using node = await Zgossip.start({ context, pingInterval: 20 })
    await node.connect(endpoint)
    await node.publish('first', 'ours')
    await czmq.until(() => czmq.heard.has('first'))
    await heard(node, 1)
    // Its time is its own. It has passed when one of those is forgotten who came later than we did, and each of whom says something once.
    await using prober = new Dealer({ context })
    prober.connect(endpoint)
    for (let forgotten = false, patience = 100; !forgotten; patience *= 2) {
      await using silent = new Dealer({ context, linger: 0 })
      silent.connect(endpoint)
      for (const id of ['HELLO', 'PING'] as const) await silent.send(encodeGossip({ id }))
      while (decodeGossip(await silent.receive()).id !== 'PONG');
      for (let i = 0; i < patience; i++) {
        await prober.send(encodeGossip({ id: 'PING' }))
        await prober.receive()
      }
      await silent.send(encodeGossip({ id: 'PUBLISH', key: 'silent', value: String(patience), ttl: 0 }))
      await silent.send(encodeGossip({ id: 'PING' }))
      forgotten = decodeGossip(await silent.receive()).id === 'INVALID'
    }
    czmq.say('PUBLISH', 'second', 'czmq')
    await until(node, 'second', 'czmq')
  })

  it('a time to live of ours does not end up with its tuples', async () => {
    await using czmq = new CzmqNode()
    const runtime = new ManualRuntime()
    await using node = await Zgossip.start({ context: new Context({ runtime }) })
    await node.connect(await czmq.bind())
    // Joined first, so that its time is not over before it can be told.
    await node.publish('ready', 'ours')
    await czmq.until(() => czmq.heard.has('ready'))
    await heard(node, 1)
    await node.publish('short', 'ours', { ttl: 200 })
    await czmq.until(() => czmq.heard.has('short'))
    czmq.say('PUBLISH', 'lasting', 'czmq')
    // CZMQ tells it back to us, and then this.
    expect(await heard(node, 2)).toEqual(
      new Map([
        ['short', 'ours'],
        ['lasting', 'czmq'],
      ]),
    )
    runtime.advance(200)
    for await (const { key, value } of node) {
      expect([key, value]).toEqual(['short', undefined])
      break
    }
    expect(await node.status()).toBe(2)
  })

  it('two writers of one key agree with it in the end', async () => {
    await using czmq = new CzmqNode()
    await using node = await Zgossip.start({ context })
    await node.connect(await czmq.bind())
    await node.publish('ready', 'ours')
    await czmq.until(() => czmq.heard.has('ready'))
    const last = new Map<string, string>()
    czmq.say('PUBLISH', 'both', 'czmq')
    await node.publish('both', 'ours')
    czmq.say('PUBLISH', 'end', 'czmq')
    for await (const { key, value } of node) {
      last.set(key, value!)
      if (key === 'end') break
    }
    await czmq.until(() => czmq.heard.get('both') === 'ours')
    // Whatever CZMQ answers to that has come when it has answered this.
    await node.publish('end', 'ours')
    await czmq.until(() => czmq.heard.get('end') === 'ours')
    expect([last.get('both'), czmq.heard.get('both')]).toEqual(['ours', 'ours'])
  })

  describe('by a tunnel of its own sockets with CURVE', () => {
    /** Each has its tuples before they meet, and something to say after. */
    async function exchange(node: Zgossip, czmq: CzmqNode, meet: () => Promise<void>): Promise<void> {
      for (const [key, value] of values('ours')) await node.publish(key, value)
      czmq.say('PUBLISHES', String(COUNT), 'czmq')
      await czmq.until(() => czmq.heard.size === COUNT)
      await meet()
      const all = new Map([...values('ours'), ...values('czmq')])
      expect(await heard(node, 2 * COUNT)).toEqual(all)
      await czmq.until(() => czmq.heard.size === 2 * COUNT)
      expect(czmq.heard).toEqual(new Map([...values('czmq'), ...values('ours')]))
      czmq.say('PUBLISH', 'late', 'czmq')
      expect(await heard(node, 1)).toEqual(new Map([['late', 'czmq']]))
      await node.publish('later', 'ours')
      await czmq.until(() => czmq.heard.get('later') === 'ours')
    }

    it('our node as a client knows the server by its key, and they hear 1000 tuples of each other', async () => {
      const [server, client] = [curveKeyPair(), curveKeyPair()]
      await using czmq = new CzmqNode()
      const plain = await czmq.bind()
      const endpoint = await czmq.tunnel('SERVER', server.secretKey, server.publicKey, plain.split(':').at(-1)!)
      await using node = await Zgossip.start({ context })
      await node.curve(client)
      await exchange(node, czmq, () => node.connect(endpoint, server.publicKey))
    })

    it('our node as a server lets it in by its key, and they hear 1000 tuples of each other', async () => {
      const [server, client] = [curveKeyPair(), curveKeyPair()]
      await using zap = new Reply({ context })
      await zap.bind('inproc://zeromq.zap.01')
      await using node = await Zgossip.start({ context })
      await node.curve(server)
      const port = await node.bind('tcp://127.0.0.1:*')
      await using czmq = new CzmqNode()
      const endpoint = await czmq.tunnel('CLIENT', client.secretKey, client.publicKey, `tcp://127.0.0.1:${port}`, server.publicKey)
      await exchange(node, czmq, async () => {
        czmq.say('CONNECT', endpoint)
        const [version, id, domain, , , mechanism] = await zap.receive()
        expect([String(domain), String(mechanism)]).toEqual(['global', 'CURVE'])
        await zap.send([version!, id!, '200', 'OK', 'czmq', ''])
      })
    })
  })
})
