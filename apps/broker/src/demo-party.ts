/** The clients and workers of the demo. They know endpoints, not each other. */
import { Reply, Request } from 'tszmq'

export class DemoParty {
  readonly #leaving = new AbortController()
  #asked = 0
  #answered = 0

  /** Runs the clients and workers until `leave()`. Resolves with the numbers of requests and replies. */
  async play(frontend: string, clients: number, backend: string, workers: number): Promise<{ asked: number; answered: number }> {
    await Promise.all([
      ...Array.from({ length: workers }, () => this.#work(backend)),
      ...Array.from({ length: clients }, () => this.#ask(frontend)),
    ])
    return { asked: this.#asked, answered: this.#answered }
  }

  leave(): void {
    this.#leaving.abort()
  }

  async #work(endpoint: string): Promise<void> {
    const socket = new Reply({ linger: 0 })
    this.#leaving.signal.addEventListener('abort', () => socket.close())
    socket.connect(endpoint)
    for await (const [question] of socket) {
      if (socket.closed) return
      await socket.send(`${String(question)} ${String(question).length} letters`)
    }
  }

  async #ask(endpoint: string): Promise<void> {
    const { signal } = this.#leaving
    const socket = new Request({ linger: 0 })
    socket.connect(endpoint)
    try {
      for (;;) {
        await socket.send('How long is this?', { signal })
        this.#asked++
        await socket.receive({ signal })
        this.#answered++
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      socket.close()
    }
  }
}
