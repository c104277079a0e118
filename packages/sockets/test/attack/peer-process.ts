/** Another process that sends to the victim: many good peers, or a peer that floods. Ends with the test. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export class PeerProcess implements AsyncDisposable {
  readonly #child: ChildProcess

  /** Runs `program`, a file of this folder. */
  constructor(program: 'many-peers.mjs' | 'flooder.mjs' | 'invalid-hellos.mjs', ...args: readonly string[]) {
    this.#child = fork(join(__dirname, program), args, { stdio: 'inherit' })
  }

  /** Resolves with its next message. */
  async nextMessage<T>(): Promise<T> {
    return ((await once(this.#child, 'message')) as [T])[0]
  }

  /** Sends it a message and resolves with its answer. */
  request<T>(message: string): Promise<T> {
    const answer = this.nextMessage<T>()
    this.#child.send(message)
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }
}
