/**
 * The number of copies of a secret in the memory of a process: a few for an endpoint, however many peers connect, and none after its
 * socket has ended.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { until } from '@tszmq/testkit'
import { z85Decode } from '@tszmq/zmtp-codec'
import { Context, Push, curveKeyPair } from '../../src/index.ts'

const CHUNK = 16 * 1024 * 1024

/** One for the option, one for the endpoint; and what node:crypto had to compute the public key, until it is collected. */
const MOST = 5

class Holder {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, ['--expose-gc', join(__dirname, 'secret-holder.mjs'), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async tell(verb: 'bind' | 'close' | 'collect'): Promise<unknown> {
    this.#child.stdin!.write(`${verb}\n`)
    const { value } = await this.#lines.next()
    return (JSON.parse(value as string) as { done: unknown }).done
  }

  /** Where `bytes` are in what it may write to. */
  copies(bytes: Uint8Array): number {
    const { pid } = this.#child
    const memory = openSync(`/proc/${pid}/mem`, 'r')
    const chunk = Buffer.alloc(CHUNK + bytes.length)
    let count = 0
    try {
      for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
        const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
        if (from === undefined || to === undefined) continue
        for (let at = parseInt(from, 16); at < parseInt(to, 16); at += CHUNK) {
          const size = Math.min(chunk.length, parseInt(to, 16) - at)
          count += occurrences(chunk.subarray(0, read(memory, chunk, size, at)), bytes)
        }
      }
    } finally {
      closeSync(memory)
    }
    return count
  }

  async end(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.stdin!.end()
    this.#child.kill('SIGKILL')
    await gone
  }
}

/** Some regions belong to the kernel and cannot be read. */
function read(memory: number, chunk: Buffer, size: number, at: number): number {
  try {
    return readSync(memory, chunk, 0, size, at)
  } catch {
    return 0
  }
}

function occurrences(haystack: Buffer, needle: Uint8Array): number {
  let count = 0
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) count++
  return count
}

const onLinux = process.platform === 'linux' ? it : it.skip

onLinux(
  'the secret key of a CURVE server is there a few times, however many clients come and go, and not at all when it is closed',
  async () => {
    const keys = curveKeyPair()
    const secret = z85Decode(keys.secretKey)
    const holder = new Holder(keys.secretKey)
    const context = new Context()
    try {
      const endpoint = (await holder.tell('bind')) as string
      const join = async (count: number): Promise<void> => {
        const clients = Array.from({ length: count }, () => {
          const client = new Push({ context, linger: 0, curveServerKey: keys.publicKey, curveSecretKey: curveKeyPair().secretKey })
          client.connect(endpoint)
          return client
        })
        let connected = 0
        await until(() => {
          connected = clients.filter((client) => client.peers[0]?.connected === true).length
          return connected === count
        })
        counts.push(holder.copies(secret))
        for (const client of clients) await client[Symbol.asyncDispose]()
      }
      const counts: number[] = []
      await join(1)
      await join(200)
      await holder.tell('collect')
      counts.push(holder.copies(secret))
      await join(50)
      await holder.tell('close')
      await holder.tell('collect')
      expect({ few: counts.every((count) => count <= MOST), closed: holder.copies(secret), counts }).toEqual({
        few: true,
        closed: 0,
        counts,
      })
    } finally {
      void context.terminate()
      await holder.end()
    }
  },
  120_000,
)
