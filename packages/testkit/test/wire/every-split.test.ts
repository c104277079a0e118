/** What "every split" means. */
import { everySplit, hex, join } from '../../src/index.ts'

const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i)

describe('everySplit', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 4],
    [10, 512],
  ])('cuts %i bytes in all %i ways there are', (size, ways) => {
    const splits = [...everySplit(bytes(size))]
    expect(new Set(splits.map((pieces) => pieces.map((piece) => piece.length).join(' '))).size).toBe(ways)
  })

  it.each([0, 1, 10, 11, 40])('loses and swaps nothing of %i bytes', (size) => {
    for (const pieces of everySplit(bytes(size))) expect(hex(join(...pieces))).toBe(hex(bytes(size)))
  })

  it('cuts 40 bytes at every place, into single bytes and with empty chunks', () => {
    const cuts = [...everySplit(bytes(40))].map((pieces) => pieces.map((piece) => piece.length).join(' '))
    expect(cuts).toEqual(expect.arrayContaining(['40', '1 39', '20 20', '39 1', '7 0 33', Array(40).fill(1).join(' '), '13 13 13 1']))
  })
})
