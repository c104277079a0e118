/** Rows as text, aligned, under one heading for each title. It keeps no results. */
import { quantity } from './quantity.ts'
import type { Row } from './row.ts'
import type { Side } from './side.ts'
import type { Spread } from './statistics.ts'

const widths = [10, 9, 27, 27, 26] as const

export class Table {
  readonly #titleOf: (side: Side) => string
  readonly #print: (line: string) => void
  #heading = ''

  constructor(titleOf: (side: Side) => string, print: (line: string) => void) {
    this.#titleOf = titleOf
    this.#print = print
  }

  add(row: Row): void {
    if (row.title !== this.#heading) {
      this.#print(`\n${row.title}`)
      this.#heading = row.title
    }
    this.#print(`  ${this.#line(row)}`)
  }

  #line(row: Row): string {
    const { label, figure, unit, subject, peer, ratio, target, missing } = row
    if (missing !== undefined) return `${pad([label, ''])}${this.#titleOf(missing.side)}: not measured, ${firstLine(missing.reason)}`
    const value = (of: typeof subject) => of && `${this.#titleOf(of.side)} ${quantity(of.median, unit)}`
    return `${pad([label, figure, value(subject), value(peer), ratio && ratioText(ratio)])}${target?.text ?? ''}`.trimEnd()
  }
}

function ratioText({ median, min, max }: Spread): string {
  return `${times(median)} (${times(min)} … ${times(max)})`
}

function firstLine(text: string): string {
  return text.split('\n', 1).join()
}

function times(ratio: number): string {
  return quantity(ratio, 'x')
}

function pad(cells: readonly (string | undefined)[]): string {
  return cells.map((cell, index) => (cell ?? '').padEnd(widths[index] ?? 0)).join('')
}
