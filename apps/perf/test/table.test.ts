/** How results read. */
import { quantity, sizeLabel } from '../src/quantity.ts'
import type { Row } from '../src/row.ts'
import { sideTitles } from '../src/side.ts'
import { Table } from '../src/table.ts'

const row: Row = {
  benchmark: 'throughput',
  title: 'PUSH → PULL',
  label: '10 B',
  figure: 'rate',
  unit: 'msg/s',
  subject: { side: 'ours', median: 3_910_000, values: [3_910_000] },
  peer: { side: 'addon', median: 210_000, values: [210_000] },
  ratio: { median: 18.62, min: 17.2, max: 19.94 },
  target: { holds: true, text: '≥ 10 ok' },
}

function print(...rows: Row[]): string[] {
  const lines: string[] = []
  const table = new Table(
    (side) => sideTitles[side],
    (line) => lines.push(line),
  )
  for (const each of rows) table.add(each)
  return lines
}

describe('the table', () => {
  it('shows both sides, the ratio with its ends, and the target', () => {
    const [heading, line] = print(row)
    expect(heading).toBe('\nPUSH → PULL')
    expect(line?.trim().split(/ {2,}/)).toEqual(['10 B', 'rate', 'ours 3.91 M', 'zeromq.js 210 k', '18.6 (17.2 … 19.9)', '≥ 10 ok'])
  })

  it('says a title once', () => {
    expect(print(row, row, { ...row, title: 'another' }).filter((line) => line.startsWith('\n'))).toHaveLength(2)
  })

  it('says why a side is missing, in one line', () => {
    const { subject, peer, ratio, target, ...heading } = row
    expect([subject, peer, ratio, target]).not.toContain(undefined)
    const lines = print({ ...heading, missing: { side: 'c', reason: 'zmq.h is not installed\nmore of it' } })
    expect(lines[1]).toMatch(/libzmq in C: not measured, zmq.h is not installed$/)
  })
})

describe('a size', () => {
  it.each([
    [32, '32 B'],
    [1000, '1 kB'],
    [1024, '1 KiB'],
    [16_384, '16 KiB'],
  ])('of %d bytes is %s', (bytes, label) => {
    expect(sizeLabel(bytes)).toBe(label)
  })
})

describe('quantity', () => {
  it.each([
    [15_100_000, 'msg/s', '15.1 M'],
    [999, 'msg/s', '999'],
    [1500, '1/s', '1.50 k'],
    [24 * 1024, 'B', '24 KiB'],
    [-2048, 'B', '-2 KiB'],
    [121.4, 'µs', '121 µs'],
    [0.9, 'x', '0.90'],
    [262.4, 'ns', '262 ns'],
    [18.66, 'x', '18.7'],
    [12.345, 'ms', '12.3 ms'],
  ] as const)('writes %d %s as %s', (value, unit, text) => {
    expect(quantity(value, unit)).toBe(text)
  })
})
