/** Gossip with nodes of CZMQ, as server and as client. Debian's libczmq has no CURVE in its zgossip, which is a draft there. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Context } from '@tszmq/sockets'
import { Zgossip } from '../../src/index.ts'

const COUNT = 1000
const home = mkdtempSync(join(tmpdir(), 'zgossip-interop-'))
const program = join(home, 'czmq-gossip')

/** CZMQ's program, compiled; or why there is none. Throws where TSZMQ_REQUIRE_PEERS=1 says that it must be there. */
function compiled(): { readonly missing: string | undefined } {
  const { status, stderr } = spawnSync('cc', ['-o', program, join(__dirname, 'czmq-gossip.c'), '-lczmq', '-lzmq'], { encoding: 'utf8' })
  if (status === 0) return { missing: undefined }
  const missing = `there is no libczmq with a compiler here: ${stderr}`
  if (process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error(missing)
  return { missing }
}

/** A node of CZMQ in a process of its own. */
class CzmqNode {
  readonly heard = new Map<string, string>()
  readonly #process: ChildProcess = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] })
  readonly #watchers = new Set<() => void>()
  readonly #answers: string[] = []

  constructor() {
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      const [name, key = '', value = ''] = line.split(' ')
      if (name === 'DELIVER') this.heard.set(key, value)
      else this.#answers.push(line)
      for (const watcher of this.#watchers) watcher()
    })
  }

  say(...words: string[]): void {
    this.#process.stdin!.write(`${words.join(' ')}\n`)
  }

  async bind(): Promise<string> {
    this.say('BIND', 'tcp://127.0.0.1:*')
    this.say('PORT')
    await this.until(() => this.#answers.some((line) => line.startsWith('PORT ')))
    return `tcp://127.0.0.1:${this.#answers.find((line) => line.startsWith('PORT '))!.slice(5)}`
  }

  /** Resolves when it holds after something was heard. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#process, 'exit')
    this.#process.stdin!.end()
    await gone
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

const values = (prefix: string): Map<string, string> => new Map(Array.from({ length: COUNT }, (_, i) => [`${prefix}-${i}`, `value-${i}`]))

let context: Context
beforeEach(() => (context = new Context()))
afterAll(() => rmSync(home, { recursive: true }))

const withCzmq = compiled().missing === undefined ? describe : describe.skip

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

  it('as our server that would forget who is silent for a second: after two it still tells us', async () => {
    await using czmq = new CzmqNode()
    await using node = await Zgossip.start({ context })
    await node.connect(await czmq.bind())
    await node.publish('first', 'ours')
    await czmq.until(() => czmq.heard.has('first'))
    await heard(node, 1)
    // The time of a server of CZMQ is its own, in another process.
    await new Promise((resolve) => context.runtime.after(2000, () => resolve(undefined)))
    czmq.say('PUBLISH', 'second', 'czmq')
    expect(await heard(node, 1)).toEqual(new Map([['second', 'czmq']]))
  })

  it('a time to live of ours does not end up with its tuples', async () => {
    await using czmq = new CzmqNode()
    await using node = await Zgossip.start({ context })
    await node.connect(await czmq.bind())
    // Joined first, so that its time is not over before it can be told.
    await node.publish('ready', 'ours')
    await czmq.until(() => czmq.heard.has('ready'))
    await heard(node, 1)
    await node.publish('short', 'ours', { ttl: 1000 })
    await czmq.until(() => czmq.heard.has('short'))
    czmq.say('PUBLISH', 'lasting', 'czmq')
    const seen: string[] = []
    for await (const { key, value } of node) {
      seen.push(`${key}=${value}`)
      if (seen.length === 3) break
    }
    expect(seen.sort()).toEqual(['lasting=czmq', 'short=ours', 'short=undefined'])
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
})
