/** The parent's handle of a thread that has sockets. */
import { Worker } from 'node:worker_threads'

export class Thread {
  #worker = new Worker(new URL('worker.mjs', import.meta.url))
  #calls = new Map()
  #next = 0

  constructor() {
    this.#worker.on('message', ({ call, result, error }) => {
      const { resolve, reject } = this.#calls.get(call)
      this.#calls.delete(call)
      if (error === undefined) resolve(result)
      else reject(new Error(error))
    })
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the thread has ended')))
  }

  do(what, rest = {}) {
    const call = ++this.#next
    this.#worker.postMessage({ call, what, ...rest })
    return new Promise((resolve, reject) => this.#calls.set(call, { resolve, reject }))
  }

  /** A socket in it. */
  async open(id, type, options) {
    await this.do('open', { id, type, options })
    return new Proxy({}, { get: (_, what) => (what === 'then' ? undefined : (rest) => this.do(what, { id, ...rest })) })
  }

  kill() {
    return this.#worker.terminate()
  }

  #fail(error) {
    for (const { reject } of this.#calls.values()) reject(error)
    this.#calls.clear()
  }
}
