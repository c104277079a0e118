/** Another process beside the victim: a good crowd, or one that floods. It ends with the test. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export class Companion implements AsyncDisposable {
  readonly #child: ChildProcess

  /** Runs `program`, a file of this folder. */
  constructor(program: 'crowd.mjs' | 'flooder.mjs' | 'hellos.mjs', ...args: readonly string[]) {
    this.#child = fork(join(__dirname, program), args, { stdio: 'inherit' })
  }

  /** What it says next. */
  async said<T>(): Promise<T> {
    return ((await once(this.#child, 'message')) as [T])[0]
  }

  /** Its answer to any word. */
  ask<T>(word: string): Promise<T> {
    const answer = this.said<T>()
    this.#child.send(word)
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
