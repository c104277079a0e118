/** The measurements without a rival: each side by itself, row by row. */
import type { Start } from './benchmark.ts'
import { churned, churnRows } from './benchmarks/churn.ts'
import { loadOnce, loadRow, waysToLoad } from './benchmarks/load.ts'
import { connectionMemory, memoryRows } from './benchmarks/memory.ts'
import { soaked, soakRows } from './benchmarks/soak.ts'
import type { MeasureCommand } from './command-line.ts'
import type { ProcessGroup } from './process-group.ts'
import { packageNames } from './library.ts'
import type { LibraryName } from './library.ts'
import type { Peers } from './peers.ts'
import type { Progress } from './progress.ts'
import type { Row } from './row.ts'

const LIMIT_MS = 300_000

export interface Hands {
  readonly processes: ProcessGroup
  readonly peers: Peers
  readonly progress: Progress
}

export async function* measureAll(command: MeasureCommand, hands: Hands): AsyncGenerator<Row> {
  for (const side of command.subjects) {
    const reason = await hands.peers.whyMissing(side)
    if (reason === undefined) yield* await measureSide(command, side as LibraryName, hands)
    else yield { ...empty(command.name), missing: { side, reason } }
  }
}

async function measureSide(command: MeasureCommand, side: LibraryName, hands: Hands): Promise<Row[]> {
  const { processes, peers, progress } = hands
  const { name, amount } = command
  progress.say(`${name}: ${peers.title(side)}`)
  const run = <T>(body: (start: Start) => Promise<T>, limitMs = LIMIT_MS) => {
    return processes.run(`${name}, ${peers.title(side)}`, limitMs, (hired) => body(peers.startIn(hired)))
  }
  switch (name) {
    case 'memory':
      return memoryRows(side, amount, await run((start) => connectionMemory(start, side, amount)))
    case 'churn':
      return churnRows(side, amount, await run((start) => churned(start, side, amount)))
    case 'soak': {
      const say = (text: string) => progress.say(text)
      const result = await run((start) => soaked(start, side, amount, say), LIMIT_MS + 2 * amount * 60_000)
      return soakRows(side, amount, result)
    }
    case 'load': {
      const rows: Row[] = []
      for (const by of waysToLoad) {
        const values: number[] = []
        for (let load = 0; load < amount; load += 1) values.push(await loadOnce(packageNames[side], by, peers.root))
        rows.push(loadRow(side, by, values))
      }
      return rows
    }
  }
}

function empty(name: MeasureCommand['name']): Row {
  return { benchmark: name, title: name, label: '', figure: '', unit: 'x' }
}
