/** Reads what a node sends its owner, while somebody wants it: answers to who asked, tuples to who iterates. It keeps one of each key. */
import { octetText } from '@tszmq/sockets/internal'
import type { ZmqError } from '@tszmq/sockets'
import type { Zactor } from '@tszmq/zactor'
import type { ZgossipCommands } from './zgossip-actor.ts'

/** What was heard of a key. */
export interface GossipTuple {
  readonly key: string
  /** Undefined when its time is over. */
  readonly value: string | undefined
}

type Question = 'PORT' | 'STATUS'

interface Waiting<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

export class NewsReader {
  readonly #actor: Zactor<ZgossipCommands>
  readonly #questions: Record<Question, Waiting<string>[]> = { PORT: [], STATUS: [] }
  readonly #readers: Waiting<GossipTuple>[] = []
  readonly #unread = new Map<string, string | undefined>()
  #reading = false
  #commands = 0
  #nobody = new AbortController()

  constructor(actor: Zactor<ZgossipCommands>) {
    this.#actor = actor
  }

  /** The next answer to `question` that nobody waits for yet. */
  answer(question: Question): Promise<string> {
    const answer = new Promise<string>((resolve, reject) => this.#questions[question].push({ resolve, reject }))
    void this.#read()
    return answer
  }

  /** Reads until a command is answered: its answer comes behind tuples that nobody may be waiting for. */
  async during<T>(command: Promise<T>): Promise<T> {
    this.#commands++
    void this.#read()
    try {
      return await command
    } finally {
      this.#commands--
      if (!this.#wanted) this.#nobody.abort()
    }
  }

  async *tuples(): AsyncGenerator<GossipTuple, undefined> {
    try {
      for (;;) yield await this.#next()
    } catch (error) {
      if ((error as ZmqError).code !== 'ERR_ZACTOR_ENDED') throw error
      return undefined
    }
  }

  #next(): Promise<GossipTuple> {
    for (const [key, value] of this.#unread) {
      this.#unread.delete(key)
      return Promise.resolve({ key, value })
    }
    const tuple = new Promise<GossipTuple>((resolve, reject) => this.#readers.push({ resolve, reject }))
    void this.#read()
    return tuple
  }

  get #wanted(): boolean {
    return this.#commands > 0 || this.#readers.length > 0 || this.#questions.PORT.length > 0 || this.#questions.STATUS.length > 0
  }

  async #read(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      while (this.#wanted) {
        if (this.#nobody.signal.aborted) this.#nobody = new AbortController()
        this.#take(await this.#actor.receive({ signal: this.#nobody.signal }))
      }
    } catch (error) {
      if (error === this.#nobody.signal.reason) {
        this.#reading = false
        if (this.#wanted) void this.#read()
        return
      }
      const all = [this.#readers, this.#questions.PORT, this.#questions.STATUS]
      for (const waiting of all) for (const each of waiting.splice(0)) each.reject(error)
    }
    this.#reading = false
  }

  #take(message: readonly Buffer[]): void {
    const [name, key = '', value] = message.map((frame) => octetText(frame))
    if (name === 'PORT' || name === 'STATUS') return this.#questions[name].shift()?.resolve(key)
    if (name !== 'DELIVER' && name !== 'EXPIRE') return
    const reader = this.#readers.shift()
    if (reader !== undefined) return reader.resolve({ key, value })
    this.#unread.delete(key)
    this.#unread.set(key, value)
  }
}
