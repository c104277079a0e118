/**
 * The control of a worker process: one JSON object a line on standard output, one word a line on standard input.
 * It refuses to outlive its parent: when standard input ends, so does the process.
 */
import { createInterface } from 'node:readline'
import type { Control, Report, Word } from './control.ts'

export class ProcessControl implements Control {
  readonly #heard = new Set<string>()
  readonly #waiting = new Map<string, () => void>()

  constructor() {
    const lines = createInterface({ input: process.stdin })
    lines.on('line', (line) => this.#hear(line))
    // Nobody is left to read the result. A signal, because a library may hold back an ordinary exit until it has sent all.
    lines.on('close', () => process.kill(process.pid, 'SIGKILL'))
    process.stdin.unref()
  }

  report(report: Report): void {
    process.stdout.write(`${JSON.stringify(report)}\n`)
  }

  async told(word: Exclude<Word, 'memory'>): Promise<void> {
    if (this.#heard.has(word)) return
    process.stdin.ref()
    await new Promise<void>((resolve) => this.#waiting.set(word, resolve))
    if (this.#waiting.size === 0) process.stdin.unref()
  }

  #hear(word: string): void {
    if (word === 'memory') return this.report(residentMemory())
    this.#heard.add(word)
    this.#waiting.get(word)?.()
    this.#waiting.delete(word)
  }
}

/** As it is, and after a collection where the process was started with --expose-gc. */
function residentMemory(): Report {
  const rss = process.memoryUsage.rss()
  globalThis.gc?.()
  globalThis.gc?.() // what finalizers let go is freed by the second
  return { event: 'memory', rss, collected: process.memoryUsage.rss() }
}
