/** Sockets of npm's zeromq in a process of their own, for tests that need several of them at once. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Where `zeromq` is installed. */
export const ADDON_HOME = join(createRequire(join(process.cwd(), 'from-here.js')).resolve('@tszmq/peers/package.json'), '..')

export class AddonSockets {
  readonly #child: ChildProcess
  readonly #answers: ((result: unknown) => void)[] = []

  constructor() {
    this.#child = spawn(process.execPath, ['-e', `require(${JSON.stringify(join(__dirname, 'addon-sockets.cjs'))})`], {
      env: { ...process.env, NODE_PATH: join(ADDON_HOME, 'node_modules') },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.#answers.shift()?.((JSON.parse(line) as { result?: unknown }).result)
    })
  }

  /** Resolves to the result of a verb of `addon-sockets.cjs`, or to the code of its error. Commands run one at a time. */
  ask(verb: string, name: string, ...words: unknown[]): Promise<unknown> {
    return new Promise((resolve) => {
      this.#answers.push(resolve)
      this.#child.stdin!.write(`${JSON.stringify([verb, name, ...words])}\n`)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.stdin!.end()
    await ended
  }
}
