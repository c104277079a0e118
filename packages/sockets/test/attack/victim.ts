/** The test's handle of the process under attack: its socket, good peers for it, and checks of its health. */
import { execFileSync, fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { MechanismPlugin } from '@tszmq/zmtp-codec'
import { NULL, plainClient, plainServer, z85Decode } from '@tszmq/zmtp-codec'
import { curveClient, curveServer } from '@tszmq/zmtp-codec/curve'
import { attackSize } from '@tszmq/fuzzer'
import { RawListener, RawPeer, join as joined, property } from '@tszmq/testkit'
import { loadCurveCrypto } from '../../src/security/curve-crypto.ts'
import { MechanismPeer } from '../security/mechanism-peer.ts'
import { CLIENT_OPTIONS, SERVER_OPTIONS } from '../security/mechanisms.ts'
import { Context, Dealer, Publisher, Pull, Push, Reply, Request, Subscriber } from '../../src/index.ts'
import { times } from './times.ts'

// Ids of threats: docs/threats.md.

/** Socket types a victim can be, as they are exported. */
export type VictimType =
  'Pull' | 'Push' | 'Publisher' | 'Subscriber' | 'XPublisher' | 'XSubscriber' | 'Request' | 'Reply' | 'Dealer' | 'Router'

/** How a victim is protected: under a mechanism, and as its server unless it is its client. A server asks a ZAP handler about all. */
export interface Protection {
  readonly mechanism?: MechanismName
  readonly asClient?: boolean
}

export type MechanismName = 'NULL' | 'PLAIN' | 'CURVE'

/** What it calls itself in READY when it is attacked, by the type of its victim. */
export const ATTACKER_OF: Record<VictimType, string> = {
  Pull: 'PUSH',
  Push: 'PULL',
  Publisher: 'SUB',
  Subscriber: 'PUB',
  XPublisher: 'SUB',
  XSubscriber: 'PUB',
  Request: 'REP',
  Reply: 'REQ',
  Dealer: 'ROUTER',
  Router: 'DEALER',
}

export interface Health {
  readonly rss: number
  /** Bytes of objects and buffers in use. */
  readonly live: number
  readonly fds: number
  /** Live `net.Socket` and timer objects, whether or not they keep the process; 0 unless counted. */
  readonly sockets: number
  readonly timers: number
  readonly peers: number
  readonly faults: string[]
}

/** How many connections come before it is looked at what there is, how many after it, and how many milliseconds the last may take to go. */
export interface Churn {
  readonly before: number
  readonly cycles: number
  readonly within: number
}

export interface SeenEvent {
  readonly type: string
  readonly code?: string
  readonly reason?: string
  readonly interval?: number
}

/** Live bytes may differ by this before and after: caches of code, pooled chunks, lists of events. */
const LIVE_BOUND = 5 << 20
/** The memory of the process may grow by this, unless an attack has a bound of its own. */
const RSS_BOUND = 5 << 20

/** Z9: access to `__proto__` throws. A small young generation, so that growth is memory that is kept. */
const FLAGS = ['--expose-gc', '--disable-proto=throw', '--max-semi-space-size=1']
/** The allocator gives back what is freed, as far as it can, rather than keeping it for the next attack. */
const MEMORY = { MALLOC_TRIM_THRESHOLD_: '65536', MALLOC_MMAP_THRESHOLD_: '65536' }

/** Counting live handles walks the heap, too slow for every attack of `npm test`; there their descriptors are counted. */
const COUNTS_HANDLES = attackSize({ full: true, short: false })

export class Victim {
  endpoint = ''
  type: VictimType = 'Pull'
  #protection: Required<Protection> = { mechanism: 'NULL', asClient: false }
  readonly #child: ChildProcess
  readonly #asked = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  #next = 0
  #said = ''
  readonly #attackers = new Set<RawPeer>()
  readonly #listeners: RawListener[] = []
  #names = 0
  /** Where the victim is connected to. */
  readonly #connections: string[] = []

  private constructor(flags: readonly string[]) {
    const path = join(__dirname, 'victim.mjs')
    this.#child = fork(path, [], {
      execArgv: [...FLAGS, ...flags],
      env: { ...process.env, ...MEMORY },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()))
    this.#child.on('message', (answer: { id: number; result?: unknown; error?: string }) => {
      const asked = this.#asked.get(answer.id)
      this.#asked.delete(answer.id)
      if (answer.error === undefined) asked?.resolve(answer.result as never)
      else asked?.reject(new Error(answer.error))
    })
    this.#child.on('exit', (code, signal) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`the victim died (${code ?? signal}): ${this.#said}`))
      this.#asked.clear()
    })
  }

  /** A process with no socket yet. `usedMemory`: what it allocates is full of a pattern, `a5 5a` again and again. */
  static async start({ usedMemory = false } = {}): Promise<Victim> {
    const victim = new Victim(usedMemory ? ['--require', join(__dirname, 'used-memory.cjs')] : [])
    await new Promise<void>((resolve, reject) => victim.#asked.set(0, { resolve, reject }))
    return victim
  }

  async ask<T = null>(command: string, rest: object = {}): Promise<T> {
    const id = ++this.#next
    if (this.#child.exitCode !== null) throw new Error(`the victim died (${this.#child.exitCode}): ${this.#said}`)
    const answer = new Promise<T>((resolve, reject) => this.#asked.set(id, { resolve, reject }))
    this.#child.send({ id, command, ...rest })
    return answer
  }

  /** A new socket, bound to a port of its own or to `endpoint`. `deaf`: it receives nothing. */
  async open(type: VictimType, options: object = {}, more: { endpoint?: string; deaf?: boolean } & Protection = {}): Promise<void> {
    const { mechanism = 'NULL', asClient = false, ...rest } = more
    this.type = type
    this.#protection = { mechanism, asClient }
    const security = asClient ? CLIENT_OPTIONS[mechanism] : SERVER_OPTIONS[mechanism]
    const guarded = mechanism !== 'NULL' && !asClient
    const all = { ...security, ...(guarded && { zapDomain: 'victim' }), ...options }
    this.endpoint = (await this.ask<{ endpoint: string }>('open', { type, options: all, guarded, ...rest })).endpoint
  }

  /** Closes the socket and its attackers. An unexpected fault fails the test. */
  async close(): Promise<void> {
    await this.#part()
    await this.ask('close')
    expect(await this.ask('faults')).toEqual([])
  }

  /** A bare connection to it. */
  async attacker(options: { halfOpen?: boolean } = {}): Promise<RawPeer> {
    const peer = await RawPeer.connect(this.endpoint, options)
    this.#attackers.add(peer)
    return peer
  }

  /** Ends this one too when the attack is over. */
  keep(listener: RawListener): void {
    this.#listeners.push(listener)
  }

  /** This one is as good as gone: it need not be ended when the attack is over. */
  forget(attacker: RawPeer): void {
    this.#attackers.delete(attacker)
  }

  /** A connection that has done its handshake as a legal peer. */
  async insider(...properties: readonly (readonly [string, Uint8Array | string])[]): Promise<RawPeer> {
    return (await this.attacker()).handshake(ATTACKER_OF[this.type], ...properties)
  }

  /** A connection to it whose handshake, of the victim's mechanism, is the test's to make. `username`: for PLAIN. */
  async peer(properties: readonly (readonly [string, Uint8Array | string])[] = [], username?: string): Promise<MechanismPeer> {
    return this.speak(await this.attacker(), [['Socket-Type', ATTACKER_OF[this.type]], ...properties], username)
  }

  /** The other side of a handshake of the victim's mechanism, over a connection that is there. `minor`: of its ZMTP 3. */
  async speak(
    raw: RawPeer,
    properties: readonly (readonly [string, Uint8Array | string])[],
    username?: string,
    metadata: Uint8Array = joined(...properties.map(([name, value]) => property(name, value))),
    minor = 1,
  ): Promise<MechanismPeer> {
    const { mechanism, asClient } = this.#protection
    const plugin = await (asClient ? serverPlugin(mechanism) : clientPlugin(mechanism, username))
    return new MechanismPeer(raw, plugin, metadata, minor)
  }

  /** Makes the victim connect to `address`, for the time of the attack. */
  async connect(address: string): Promise<void> {
    this.#connections.push(address)
    await this.ask('connect', { address })
  }

  /** A listener that `accepted` answers for; the victim is connected to it. */
  async lure(accepted: (peer: RawPeer) => void): Promise<RawListener> {
    const listener = await RawListener.bind(accepted)
    this.keep(listener)
    await this.connect(listener.endpoint)
    return listener
  }

  events(): Promise<SeenEvent[]> {
    return this.ask('events')
  }

  /** Resolves to whether the event came, within two seconds. */
  saw(type: string, code?: string): Promise<boolean> {
    return this.ask('event', { type, ...(code === undefined ? {} : { code }) })
  }

  /** How many of each event there were. */
  eventCounts(): Promise<Partial<Record<string, number>>> {
    return this.ask('eventCounts')
  }

  heard(): Promise<{ heard: string[][]; count: number }> {
    return this.ask('heard')
  }

  /** Rejects unless a socket of this library receives, or sends, a message within a second. */
  async serves(): Promise<void> {
    const context = new Context()
    const text = `good ${++this.#names}`
    await using good = this.#goodPeer(context)
    good.connect(this.endpoint)
    if (good instanceof Pull || good instanceof Subscriber || good instanceof Reply) {
      if (good instanceof Subscriber) good.subscribe(text)
      await this.ask('say', { text })
      try {
        const [frame] = await good.receive({ timeout: 1000 })
        expect(String(frame)).toBe(text)
        if (good instanceof Reply) await good.send('')
      } finally {
        await this.ask('hush')
      }
      return
    }
    const heard = this.ask('expect', { text })
    if (good instanceof Publisher) {
      // Messages published before the subscription has arrived are lost.
      const saying = setInterval(() => void good.trySend(text), 5)
      await heard.finally(() => clearInterval(saying))
      return
    }
    await good.send(text)
    await heard
    if (good instanceof Push) return
    const reply = await good.receive({ timeout: 1000 })
    expect(String(reply.at(-1))).toBe(text)
  }

  /** Milliseconds from a good socket's connect() to the end of its handshake. */
  async handshakeTime(): Promise<number> {
    await using good = this.#goodPeer(new Context())
    const done = new Promise((resolve) => good.events.on('handshake', resolve))
    const began = performance.now()
    good.connect(this.endpoint)
    await done
    return performance.now() - began
  }

  /** Lets it have so many descriptors from now on (Linux; `prlimit` is a part of util-linux). */
  limitDescriptors(count: number): void {
    execFileSync('prlimit', ['--pid', String(this.#child.pid), `--nofile=${count}:`])
  }

  /** `base`: wait until as few descriptors are open as then. */
  health(base?: Health, handles = COUNTS_HANDLES): Promise<Health> {
    return this.ask('measure', { base, handles })
  }

  /** Options of a socket that fits the victim. */
  get peerOptions(): object {
    const { mechanism, asClient } = this.#protection
    return asClient ? { ...SERVER_OPTIONS[mechanism], authenticate: () => true } : CLIENT_OPTIONS[mechanism]
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await gone
  }

  #goodPeer(context: Context): GoodPeer {
    return goodPeer(this.type, { ...this.peerOptions, context, linger: 0 })
  }

  async #part(): Promise<void> {
    for (const address of this.#connections.splice(0)) await this.ask('disconnect', { address })
    for (const peer of this.#attackers) peer.destroy()
    this.#attackers.clear()
    for (const listener of this.#listeners.splice(0)) await listener.close()
  }

  /**
   * Runs `attack` and holds what every attack must leave: a living process without a fault, a good peer served within a
   * second while the attackers are still there, and memory, descriptors and connections as they were once they are gone.
   * `rssBound`: for an attack of so many bytes at once that the allocator keeps pages of them.
   */
  async underAttack(attack: () => Promise<void>, rssBound = RSS_BOUND): Promise<void> {
    await this.serves()
    const before = await this.health(await this.#baseline())
    await attack()
    await this.serves()
    await this.#part()
    const after = await this.health(before)
    expect(after.faults).toEqual([])
    expect(after.fds).toBeLessThanOrEqual(before.fds)
    expect(after.peers).toBe(before.peers)
    expect(after.sockets).toBeLessThanOrEqual(before.sockets)
    expect(after.timers).toBeLessThanOrEqual(before.timers)
    expect(after.live - before.live).toBeLessThan(LIVE_BOUND)
    expect(after.rss - before.rss).toBeLessThan(rssBound)
  }

  /**
   * Connections come and go, half of them by a reset, and leave nothing behind however many there were: no memory, no descriptor,
   * no handle. `come` makes one that is welcome.
   */
  async outlives({ before: first, cycles, within }: Churn, come: () => Promise<RawPeer>): Promise<void> {
    const comeAndGo = (count: number): Promise<void> =>
      times(count, 20, async (i) => {
        const peer = await come()
        if (i % 2 === 0) peer.end()
        else peer.reset()
        this.forget(peer)
      })
    await comeAndGo(first)
    expect(await this.ask('peers', { count: 0 })).toBe(true)
    const before = await this.health(undefined, true)
    await comeAndGo(cycles)
    expect(await this.ask('eventCount', { type: 'disconnect', count: first + cycles + 1, within })).toBe(true)
    const after = await this.health(before, true)
    expect([after.sockets, after.timers, after.fds]).toEqual([before.sockets, before.timers, before.fds])
    expect(after.rss - before.rss).toBeLessThan(10 << 20)
    expect(after.live - before.live).toBeLessThan(2 << 20)
  }

  /** The good peer of a moment ago may not be quite gone. */
  async #baseline(): Promise<Health> {
    await this.ask('peers', { count: 0 })
    return this.health()
  }
}

type GoodPeer = Pull | Push | Publisher | Subscriber | Reply | Request | Dealer

/** The 32 bytes of a key of one of `mechanisms.ts`. */
function key(text: string | null | undefined): Uint8Array {
  return z85Decode(text as string)
}

async function clientPlugin(mechanism: MechanismName, username = 'admin'): Promise<MechanismPlugin> {
  if (mechanism === 'NULL') return NULL
  if (mechanism === 'PLAIN') return plainClient({ username, password: 'password' })
  const { curveServerKey, curvePublicKey, curveSecretKey } = CLIENT_OPTIONS.CURVE
  const keys = { serverKey: key(curveServerKey), publicKey: key(curvePublicKey), secretKey: key(curveSecretKey) }
  return curveClient({ crypto: await loadCurveCrypto(), ...keys })
}

async function serverPlugin(mechanism: MechanismName): Promise<MechanismPlugin> {
  if (mechanism === 'NULL') return NULL
  if (mechanism === 'PLAIN') return plainServer()
  const { curvePublicKey, curveSecretKey } = SERVER_OPTIONS.CURVE
  return curveServer({ crypto: await loadCurveCrypto(), publicKey: key(curvePublicKey), secretKey: key(curveSecretKey) })
}

function goodPeer(type: VictimType, options: object): GoodPeer {
  switch (type) {
    case 'Pull':
      return new Push(options)
    case 'Push':
      return new Pull(options)
    case 'Publisher':
    case 'XPublisher':
      return new Subscriber(options)
    case 'Subscriber':
    case 'XSubscriber':
      return new Publisher(options)
    case 'Request':
      return new Reply(options)
    case 'Reply':
      return new Request(options)
    case 'Dealer':
    case 'Router':
      return new Dealer(options)
  }
}
