/**
 * Starts the worker processes of a run and ends them with it. A worker that still runs after its run is an error and is killed. Workers are
 * also killed if the run fails, takes too long, or the program is interrupted.
 */
import { Child } from './child.ts'
import type { Command } from './child.ts'

const GRACE_MS = 10_000

/** Starts the processes of one run. If one of them fails, the run rejects at once. */
export interface Run {
  start(name: string, command: Command): Child
}

export class ProcessGroup {
  readonly #children = new Set<Child>()
  readonly #graceMs: number

  constructor(graceMs = GRACE_MS) {
    this.#graceMs = graceMs
  }

  async run<T>(title: string, limitMs: number, body: (run: Run) => Promise<T>): Promise<T> {
    const started: Child[] = []
    let failed: (error: Error) => void = () => {}
    const failure = new Promise<never>((_, reject) => {
      failed = reject
    })
    const limit = setTimeout(() => failed(new Error(`${title}: not done after ${limitMs / 1000} s`)), limitMs)
    const start = (name: string, command: Command) => {
      const child = new Child(`${title}: ${name}`, command)
      this.#children.add(child)
      started.push(child)
      child.ended.catch(failed).finally(() => this.#children.delete(child))
      return child
    }
    try {
      const result = await Promise.race([body({ start }), failure])
      await this.#waitForEnd(started, failure)
      return result
    } finally {
      clearTimeout(limit)
      for (const child of started) child.kill()
    }
  }

  /** Kills all processes of all runs. */
  killAll(): void {
    for (const child of this.#children) child.kill()
  }

  async #waitForEnd(children: readonly Child[], failure: Promise<never>): Promise<void> {
    let late: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      late = setTimeout(() => {
        const names = children.filter((child) => this.#children.has(child)).map((child) => child.name)
        reject(new Error(`${names.join(', ')}: still running ${this.#graceMs / 1000} s after the work was done`))
      }, this.#graceMs)
    })
    try {
      await Promise.race([Promise.all(children.map((child) => child.ended)), failure, timeout])
    } finally {
      clearTimeout(late)
    }
  }
}
