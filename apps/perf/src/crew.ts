/**
 * Starts workers, run by run, and sees to it that none outlives its run: what has not ended by itself when a run is over
 * is an error, and is ended by force, as it is when the run fails, takes too long, or the program is interrupted.
 */
import { Child } from './child.ts'
import type { Command } from './child.ts'

const GRACE_MS = 10_000

/** What a run is given: it starts processes, and hears of any that fails even while it waits for another. */
export interface Run {
  start(name: string, command: Command): Child
}

export class Crew {
  readonly #children = new Set<Child>()
  readonly #graceMs: number

  constructor(graceMs = GRACE_MS) {
    this.#graceMs = graceMs
  }

  async run<T>(title: string, limitMs: number, body: (run: Run) => Promise<T>): Promise<T> {
    const mine: Child[] = []
    let failed: (error: Error) => void = () => {}
    const failure = new Promise<never>((_, reject) => {
      failed = reject
    })
    const limit = setTimeout(() => failed(new Error(`${title}: not done after ${limitMs / 1000} s`)), limitMs)
    const start = (name: string, command: Command) => {
      const child = new Child(`${title}: ${name}`, command)
      this.#children.add(child)
      mine.push(child)
      child.ended.catch(failed).finally(() => this.#children.delete(child))
      return child
    }
    try {
      const result = await Promise.race([body({ start }), failure])
      await this.#seeOff(mine, failure)
      return result
    } finally {
      clearTimeout(limit)
      for (const child of mine) child.kill()
    }
  }

  /** Ends every process of every run at once. */
  dismiss(): void {
    for (const child of this.#children) child.kill()
  }

  async #seeOff(children: readonly Child[], failure: Promise<never>): Promise<void> {
    let late: NodeJS.Timeout | undefined
    const impatience = new Promise<never>((_, reject) => {
      late = setTimeout(() => {
        const names = children.filter((child) => this.#children.has(child)).map((child) => child.name)
        reject(new Error(`${names.join(', ')}: still running ${this.#graceMs / 1000} s after the work was done`))
      }, this.#graceMs)
    })
    try {
      await Promise.race([Promise.all(children.map((child) => child.ended)), failure, impatience])
    } finally {
      clearTimeout(late)
    }
  }
}
