/** Knows how each side's workers are started, and which side cannot take part and why. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Start, TaskFor } from './benchmark.ts'
import { argumentsInC, compileCProgram } from './c-program.ts'
import type { CProgram } from './c-program.ts'
import type { Command } from './child.ts'
import type { Run } from './process-group.ts'
import { nodeFlagsFor } from './curve-crypto.ts'
import { whyMissing } from './library.ts'
import { nodeFlagsForBuild, whyNoBuild } from './other-build.ts'
import { isOurs, sideTitles } from './side.ts'
import type { Side } from './side.ts'
import type { Task } from './task.ts'

const measuresMemory: readonly Task['role'][] = ['host', 'idle-connections', 'churn', 'churn-host', 'soak-publisher', 'soak-subscribers']

export class Peers {
  readonly root: string
  readonly #entry: string
  readonly #before: string | undefined
  readonly #reasons = new Map<Side, Promise<string | undefined>>()
  #c: CProgram | undefined

  /** `entry` is the file that Node runs as the command, `before` the folder of another build of ours. */
  constructor(entry: string, before?: string) {
    this.#entry = entry
    this.#before = before
    this.root = packageRoot(entry)
  }

  /** Why this side cannot take part, or undefined when it can. Has to be asked before its first command. */
  whyMissing(side: Side): Promise<string | undefined> {
    const known = this.#reasons.get(side) ?? this.#look(side)
    this.#reasons.set(side, known)
    return known
  }

  title(side: Side): string {
    return side === 'c' && this.#c !== undefined ? `libzmq ${this.#c.version} in C` : sideTitles[side]
  }

  /** Starts tasks within a run. */
  startIn(run: Run): Start {
    return (side, task) => run.start(task.role, this.command(side, task))
  }

  command(side: Side, task: TaskFor): Command {
    if (side === 'c') {
      if (this.#c === undefined) throw new Error('the C worker is not there')
      return { file: this.#c.file, args: argumentsInC(task as Task) }
    }
    const flags = measuresMemory.includes(task.role) ? ['--expose-gc'] : []
    if ('crypto' in task && isOurs(side)) flags.push(...nodeFlagsFor(task.crypto))
    if (side === 'before') flags.push(...nodeFlagsForBuild(this.#before as string))
    const orders = JSON.stringify({ ...task, library: side === 'before' ? 'ours' : side })
    return { file: process.execPath, args: [...flags, this.#entry, 'worker', orders], cwd: this.root }
  }

  async #look(side: Side): Promise<string | undefined> {
    if (side === 'bare') return undefined
    if (side === 'before') return whyNoBuild(this.#before)
    if (side !== 'c') return whyMissing(side)
    const source = join(this.root, 'c', 'libzmq-worker.c')
    const program = await compileCProgram(source, join(this.root, 'node_modules', '.cache', 'tszmq-perf'))
    if ('missing' in program) return program.missing
    this.#c = program
    return undefined
  }
}

/** The folder with the package's own package.json, above the running file: there are the C source and the cache. */
function packageRoot(entry: string): string {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    if (isOurManifest(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) throw new Error(`${entry} is not inside @tszmq/perf`)
  }
}

function isOurManifest(manifest: string): boolean {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === '@tszmq/perf'
  } catch {
    return false // no manifest in this folder
  }
}
