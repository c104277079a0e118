/** ZPL under the fuzzer: the reader agrees with the slow one, throws nothing but a ConfigError, and reads what the writer writes. */
import { ConfigError, Zconfig } from '@tszmq/zconfig'
import { damage, PROTOTYPE_NAMES } from './fuzz-input.ts'
import { readZplSlowly } from './reference-zpl.ts'
import { hex } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const NAMES = [...PROTOTYPE_NAMES, 'a', 'b', 'bind', 'x/y', '$-_@.&+', '1', '/a', 'a b', '']
const VALUES = ['1', '"a b"', "'a'", '"a" b', '"a', `"it's" 'b`, '#', 'a#b', '=', '""', ' a  b ', 'grüße', '"#" # c', '\ud83d\ude00']
const ENDS = ['\n', '\n', '\n', '\r\n', '\r']

export function zplTarget(random: Xoshiro128): void {
  const input = damage(random, new TextEncoder().encode(text(random)))
  const actual = read(input)
  const expected = expectedOf(input)
  if (actual.events.join('\n') !== expected.join('\n')) {
    throw new Error(`differs from the slow reader for ${hex(input)}\nexpected ${expected.join('; ')}\nbut got  ${actual.events.join('; ')}`)
  }
  if (actual.tree !== undefined) checkWritten(actual.tree, input)
}

function text(random: Xoshiro128): string {
  let result = random.once(10) ? '\ufeff' : ''
  let level = 0
  for (let count = random.below(12); count > 0; count--) {
    level = random.below(level + 2)
    if (random.once(5)) result += `${' '.repeat(random.below(9))}# ${random.pick(VALUES)}`
    else if (random.once(8)) result += random.once(2) ? '' : ' \t'
    else
      result += `${' '.repeat(4 * level + (random.once(20) ? 1 : 0))}${random.pick(NAMES)}${random.once(3) ? '' : ` = ${random.pick(VALUES)}`}`
    if (random.once(6)) result += `   # ${random.pick(VALUES)}`
    result += random.pick(ENDS)
  }
  return result
}

function read(input: Uint8Array | string): { events: string[]; tree?: Zconfig } {
  try {
    const tree = Zconfig.parse(input)
    return { events: eventsOf(tree), tree }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { events: [`!${error.code} ${error.line}`] }
  }
}

/** Either all or nothing: of a text that is refused only the refusal is told. Bytes that are no UTF-8 are found before anything else. */
function expectedOf(input: Uint8Array): string[] {
  const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(input)
  if (Buffer.compare(Buffer.from(decoded), input) !== 0) {
    // Bytes as characters keep the line ends where they are.
    const lines = Buffer.from(input)
      .toString('latin1')
      .split(/\r\n|\r|\n/)
    const bad = lines.findIndex((line) => !Buffer.from(Buffer.from(line, 'latin1').toString('utf8')).equals(Buffer.from(line, 'latin1')))
    return [`!ERR_ZPL_ENCODING ${bad + 1}`]
  }
  const events = readZplSlowly(decoded)
  return events.at(-1)?.startsWith('!') === true ? events.slice(-1) : events
}

function eventsOf(tree: Zconfig): string[] {
  return [...tree.descendants()].map(({ item, level }) => `${level - 1} ${item.name}${item.value === undefined ? '' : ` = ${item.value}`}`)
}

/** All of it, comments included. */
function wholeOf(tree: Zconfig): string {
  const items = [...tree.descendants()].map(({ item, level }) => [level, item.name, item.value, item.comments, item.remark])
  return JSON.stringify([tree.comments, items])
}

function checkWritten(tree: Zconfig, input: Uint8Array): void {
  const written = tree.toString()
  const again = Zconfig.parse(written)
  if (wholeOf(again) !== wholeOf(tree)) throw new Error(`is another tree when written and read, for ${hex(input)}\nwritten ${written}`)
  if (wholeOf(tree.dup()) !== wholeOf(tree)) throw new Error(`has another copy, for ${hex(input)}`)
  const object = Zconfig.from(tree.toObject()).toObject()
  if (Object.getPrototypeOf(object) !== null) throw new Error('has an object with a prototype')
}
