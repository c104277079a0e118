/**
 * Pictures under the fuzzer: nothing but a MessageError is thrown, values come back as they went, and a message that is not of its
 * picture is given back whole.
 */
import { decodeBinary, decodePicture, encodeBinary, encodePicture, MessageError } from '@tszmq/zmsg'
import { damage } from './fuzz-input.ts'
import { MESSAGE_TEXTS, shown, unlessRefused } from './message-target.ts'
import { hex } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const LETTERS = 'i1248usbcfhUzm'
const BINARY_LETTERS = '1248sScufm'
const NUMBERS: Readonly<Record<string, readonly unknown[]>> = {
  i: [-(2 ** 31), -1, 0, 2 ** 31 - 1],
  '1': [0, 255],
  '2': [0, 256, 65_535],
  '4': [0, 2 ** 32 - 1],
  '8': [0n, 2n ** 53n + 1n, 2n ** 64n - 1n],
  u: [0, 2 ** 32 - 1],
}
const UUIDS = ['00000000-0000-0000-0000-000000000000', '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0']

/** One kind of picture. */
interface Kind {
  readonly letters: string
  readonly encode: (picture: string, ...values: never[]) => Uint8Array[]
  readonly decode: (picture: string, frames: readonly Uint8Array[]) => unknown[]
  /** Whether there is one way only to write each value. */
  readonly exact: boolean
}

export function pictureTarget(random: Xoshiro128): void {
  run(random, { letters: LETTERS, encode: encodePicture, decode: decodePicture, exact: false })
}

export function binaryPictureTarget(random: Xoshiro128): void {
  run(random, { letters: BINARY_LETTERS, encode: encodeBinary, decode: decodeBinary, exact: true })
}

function run(random: Xoshiro128, kind: Kind): void {
  const letters = Array.from({ length: 1 + random.below(6) }, () => random.pick([...kind.letters]))
  // An m is right at the end only; now and then it, or what is no letter, is anywhere.
  const picture = random.once(10) ? letters.join('') + random.pick(['', 'p', 'x', '\0']) : letters.join('').replace(/m(?!$)/g, '1')
  const values = [...picture].filter((letter) => letter !== 'z').map((letter) => valueOf(random, letter, kind.exact)) as never[]
  const message = unlessRefused([], () => kind.encode(picture, ...values), ['ERR_PICTURE'])
  const right = !/m./s.test(picture) && [...picture].every((letter) => kind.letters.includes(letter))
  if (right !== (message !== undefined)) throw new Error(`${right ? 'refused' : 'took'} the picture '${picture}'`)
  if (message === undefined) return
  const back = text(kind.decode(picture, message))
  if (back !== text(values)) throw new Error(`'${picture}' made ${back} of ${text(values)}`)
  readDamaged(
    kind,
    picture,
    message.map((frame) => (random.once(2) ? damage(random, frame) : frame)),
    random,
  )
}

function readDamaged(kind: Kind, picture: string, frames: Uint8Array[], random: Xoshiro128): void {
  if (random.once(8)) frames.push(random.bytes(random.below(10)))
  if (random.once(8)) frames.shift()
  const read = unlessRefused(frames, () => givingBack(frames, () => kind.decode(picture, frames)), ['ERR_PICTURE_MISMATCH'])
  if (read === undefined) return
  const again = kind.encode(picture, ...(read as never[]))
  if (kind.exact && shown(again) !== shown(frames)) throw new Error(`'${picture}' wrote ${shown(frames)} again as ${shown(again)}`)
  const twice = text(kind.decode(picture, again))
  if (twice !== text(read)) throw new Error(`'${picture}' made ${text(read)} of ${shown(frames)}, and ${twice} of what it wrote again`)
}

/** Whoever receives a message that does not match still has it. */
function givingBack<T>(frames: readonly Uint8Array[], read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof MessageError && error.frames !== frames) throw new Error(`kept the message ${shown(frames)}`, { cause: error })
    throw error
  }
}

function valueOf(random: Xoshiro128, letter: string, binary: boolean): unknown {
  const bytes = (): Uint8Array => random.bytes(random.below(20))
  if (letter === 'U' || (letter === 'u' && binary)) return random.pick(UUIDS)
  if (letter === 's' || letter === 'S') return random.pick(MESSAGE_TEXTS.filter((each) => Buffer.byteLength(each) <= 255))
  if (letter === 'h') return new Map([[random.pick(MESSAGE_TEXTS), random.pick(MESSAGE_TEXTS)]])
  if (letter === 'm') return Array.from({ length: random.below(4) }, bytes)
  return NUMBERS[letter] === undefined ? bytes() : random.pick(NUMBERS[letter])
}

/** Values to compare, and to read in a finding. */
function text(value: unknown): string {
  if (value instanceof Uint8Array) return hex(value)
  if (value instanceof Map) return `{${text([...value].flat())}}`
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`
  return typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${String(value)}`
}
