/** Threats F2 and Z9: ZPL that means harm is read in linear time or refused with its line, and names are data. */
import { PROTOTYPE_NAMES, attackSize } from '@tszmq/fuzzer'
import { Zconfig } from '../../src/index.ts'
import { textWork } from './text-work.ts'

// Ids of threats: docs/threats.md.

const open = { maxSize: Infinity, maxDepth: Infinity, maxItems: Infinity, maxLineLength: Infinity }

function refusalOf(text: string | Uint8Array): { code: string; line?: number } {
  try {
    Zconfig.parse(text)
  } catch (error) {
    return error as never
  }
  throw new Error('it was not refused')
}

/** `levels` items, each below the one before. */
function nested(levels: number): string {
  return Array.from({ length: levels }, (_, n) => `${' '.repeat(4 * n)}a\n`).join('')
}

describe('ZPL that means harm', () => {
  const levels = attackSize({ full: 10_000, short: 2000 })

  it(`F2: is refused below 100 levels, and ${levels} are no trouble where they are allowed`, () => {
    expect(refusalOf(nested(101))).toMatchObject({ code: 'ERR_ZPL_LIMIT', line: 101 })
    const tree = Zconfig.parse(nested(levels), open)
    expect(tree.atDepth(levels)?.name).toBe('a')
    expect(tree.toString()).toBe(nested(levels))
    expect(tree.dup().toString().length).toBe(nested(levels).length)
    expect(Object.keys(tree.toObject())).toEqual(['a'])
  })

  /** Texts of the worst kinds we know of, of `size` bytes each, however large. */
  const shapes: [string, (size: number) => string | Uint8Array][] = [
    ['items of a byte', (size) => 'a\n'.repeat(size / 2)],
    ['empty items', (size) => 'a=\n'.repeat(size / 3)],
    ['four levels up and down', (size) => 'a\n    b\n        c\n            d\n'.repeat(size / 38)],
    ['one item in another', (size) => nested(Math.floor(Math.sqrt(size / 2)))],
    ['line feeds', (size) => '\n'.repeat(size)],
    ['carriage returns', (size) => '\r'.repeat(size)],
    ['both', (size) => '\r\n'.repeat(size / 2)],
    ['comments without a text', (size) => '#\n'.repeat(size / 2)],
    ['comments above one item', (size) => `${'# x\n'.repeat(size / 4)}a\n`],
    ['comments behind items', (size) => 'a#b\n'.repeat(size / 4)],
    ['quoted values', (size) => 'a="b"\n'.repeat(size / 6)],
    ['quotes that nobody closes', (size) => 'a="b\n'.repeat(size / 5)],
    ...['x', ' ', '\t', '#', '"', "'", '=', '/', `"'`, 'x ', '" '].map((filler): (typeof shapes)[number] => [
      `one value of ${JSON.stringify(filler)} again and again`,
      (size) => `a = ${filler.repeat(size / filler.length)}`,
    ]),
    ['one name', (size) => 'a'.repeat(size)],
    ['one name that is none', (size) => `a${'/'.repeat(size)}`],
    ['indentation', (size) => ' '.repeat(size)],
    ['bytes that are no UTF-8, after many lines', (size) => Buffer.concat([Buffer.alloc(size, 'a\n'), Buffer.of(0xff)])],
  ]

  it.each(shapes)('F2: is read, or refused, with work that grows as its size does: %s', (_, text) => {
    const work = (size: number): number => {
      const input = text(size)
      return textWork(() => {
        try {
          Zconfig.parse(input, open)
        } catch (error) {
          expect((error as { code: string }).code).toMatch(/^ERR_ZPL_/)
        }
      })
    }
    const [small, large] = [work(16_384), work(65_536)]
    expect(large).toBeLessThanOrEqual(4.1 * small + 100)
    expect(large).toBeLessThanOrEqual(12 * 65_536)
  })

  it('F2: is refused as a line of 64 MiB, and such lines are no trouble where they are allowed', () => {
    expect(refusalOf(`a\nb = ${'x'.repeat(65_536)}`)).toMatchObject({ code: 'ERR_ZPL_LIMIT', line: 2 })
    const size = attackSize({ full: 64, short: 8 }) * 1024 * 1024
    expect(refusalOf(Buffer.alloc(64 * 1024 * 1024, 'x'))).toMatchObject({ code: 'ERR_ZPL_LIMIT' })
    for (const character of ['x', ' ', '#', '"', "'", '=', '/', '\t']) {
      expect(Zconfig.parse(`a = ${character.repeat(size)}`, open).child?.name).toBe('a')
    }
  })

  it('F2: is refused beyond 100,000 keys, and a million are no trouble where they are allowed', () => {
    const many = attackSize({ full: 1_000_000, short: 100_001 })
    const repeated = 'a = 1\n'.repeat(many)
    expect(refusalOf(repeated)).toMatchObject({ code: 'ERR_ZPL_LIMIT', line: 100_001 })
    const tree = Zconfig.parse(repeated, open)
    expect(tree.locateAll('a')).toHaveLength(many)
    expect(tree.toObject()['a']).toHaveLength(many)
    const others = new Zconfig()
    for (let n = 0; n < many; n++) others.put(`k${n}`, '1')
    expect(others.get(`k${many - 1}`)).toBe('1')
  })

  it.each([
    ['a tab', '\ta'],
    ['a NUL', 'a = b\0c'],
    ['a byte order mark of UTF-16', Buffer.from('\ufeffa = 1', 'utf16le')],
    ['invalid UTF-8', Buffer.of(0x61, 0x3d, 0xc3, 0x28)],
    ['an overlong form', Buffer.of(0x61, 0x3d, 0xc0, 0x80)],
    ['half of a pair', Buffer.of(0x61, 0x3d, 0xed, 0xa0, 0x80)],
  ])('F2: is refused with its line when it has %s', (_, text) => {
    expect(refusalOf(text)).toMatchObject({ code: expect.stringMatching(/^ERR_ZPL_(SYNTAX|ENCODING)$/), line: 1 })
  })

  it('Z9: has names of Object.prototype as data, and changes no prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const tree = Zconfig.parse(PROTOTYPE_NAMES.map((name) => `${name}\n    polluted = "1"\n`).join(''))
    for (const name of PROTOTYPE_NAMES) expect(tree.get(`${name}/polluted`)).toBe('1')
    const object = tree.toObject()
    expect(Object.keys(object)).toEqual([...PROTOTYPE_NAMES])
    expect(Zconfig.from(object).toString()).toBe(tree.toString())
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
