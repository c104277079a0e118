/** The `perf` command: benchmarks of tszmq beside zeromq.js, libzmq in C and bare sockets. Slow results are no failure. */
import { absence, Comparison } from './comparison.ts'
import { parseCommandLine } from './command-line.ts'
import type { CompareCommand, MeasureCommand } from './command-line.ts'
import { ProcessGroup } from './process-group.ts'
import { checkCrypto } from './curve-crypto.ts'
import { measureAll } from './measures.ts'
import { Peers } from './peers.ts'
import { ProcessControl } from './process-control.ts'
import { Progress } from './progress.ts'
import { writeResults } from './result-file.ts'
import type { Row } from './row.ts'
import { isOurs } from './side.ts'
import { suite } from './suite.ts'
import { Table } from './table.ts'
import type { Counted, Task } from './task.ts'
import { TerminalControl } from './terminal-control.ts'
import { usage } from './usage.ts'
import { UsageError } from './usage-error.ts'
import { work } from './work.ts'

const BAD_USAGE = 2
const INTERRUPTED = 130
const TERMINATED = 143

async function main(entry: string, args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args)
  switch (command.name) {
    case 'help':
      console.log(usage)
      return
    case 'worker':
      return runWorker(command.task)
    case 'program':
      return runProgram(command.task)
    default:
      return measure(entry, args, command)
  }
}

async function runWorker(task: Task): Promise<void> {
  if ('crypto' in task && isOurs(task.library)) await checkCrypto(task.crypto)
  await work(task, new ProcessControl())
}

async function runProgram(task: Task): Promise<void> {
  const { size, warmup, count } = task as Counted & Task
  console.log(`message size: ${size} [B]`)
  console.log(`message count: ${warmup + count}`)
  await work(task, new TerminalControl(size, (line) => console.log(line)))
}

async function measure(entry: string, args: readonly string[], command: CompareCommand | MeasureCommand): Promise<void> {
  const processes = new ProcessGroup()
  const peers = new Peers(entry, command.name === 'compare' ? command.before : undefined)
  const progress = new Progress()
  const leave = (status: number) => {
    processes.killAll()
    progress.clear()
    process.exit(status)
  }
  process.once('SIGINT', () => leave(INTERRUPTED))
  process.once('SIGTERM', () => leave(TERMINATED))
  const subject = command.name === 'compare' ? command.subject : command.subjects[0]
  const missing = subject && (await peers.whyMissing(subject))
  if (missing !== undefined) throw new UsageError(`${subject} cannot be measured: ${missing}`)
  const rows: Row[] = []
  const table = new Table(
    (side) => peers.title(side),
    (line) => console.log(line),
  )
  const found =
    command.name === 'compare'
      ? compareAll(command, new Comparison(processes, peers, command, progress))
      : measureAll(command, { processes, peers, progress })
  try {
    for await (const row of found) {
      progress.clear()
      rows.push(row)
      table.add(row)
    }
  } finally {
    progress.clear()
    if (command.json !== undefined) await writeResults(command.json, args, rows)
  }
}

/** A benchmark that fails takes nothing from the others. */
async function* compareAll(command: CompareCommand, comparison: Comparison): AsyncGenerator<Row> {
  for (const benchmark of suite(command)) {
    try {
      yield* comparison.compare(benchmark)
    } catch (error) {
      console.error(error)
      process.exitCode = 1
      yield absence(benchmark, command.subject, error instanceof Error ? error.message : String(error))
    }
  }
}

const [, entry = '', ...args] = process.argv
main(entry, args).catch((error: unknown) => {
  if (error instanceof UsageError) {
    console.error(`perf: ${error.message} (perf --help tells more)`)
    process.exitCode = BAD_USAGE
    return
  }
  console.error(error)
  process.exit(1)
})
