/** Tests of pictures of frames: each letter in both directions, its range, and invalid input, by the compiler and at run time. */
import type { MessageError } from '../src/index.ts'
import { decodePicture, encodePicture, encodeSignal } from '../src/index.ts'

const text = (frames: readonly Uint8Array[]): string[] => frames.map((frame) => Buffer.from(frame).toString())
const frames = (...all: string[]): Buffer[] => all.map((each) => Buffer.from(each))
const bytes = Buffer.from('bytes')
const UUID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'

/** For pictures that the compiler has not seen. */
const encodeAny = encodePicture as (picture: string, ...values: unknown[]) => Uint8Array[]
const decodeAny = decodePicture as (picture: string, frames: readonly Uint8Array[]) => unknown[]

function refusalOf(action: () => unknown): MessageError {
  try {
    action()
  } catch (error) {
    return error as MessageError
  }
  throw new Error('it was not refused')
}

describe('a picture of frames', () => {
  it('has a frame for each letter, numbers as decimal text', () => {
    const made = encodePicture('i1248usbcfUz', -12345, 123, 15129, 1860867, 2n ** 64n - 1n, 7, 'grüße', bytes, bytes, bytes, UUID)
    const uuid = Buffer.from(UUID.replaceAll('-', ''), 'hex').toString()
    expect(text(made)).toEqual([
      '-12345',
      '123',
      '15129',
      '1860867',
      '18446744073709551615',
      '7',
      'grüße',
      'bytes',
      'bytes',
      'bytes',
      uuid,
      '',
    ])
    expect(decodePicture('i1248usbcfUz', made)).toEqual([
      -12345,
      123,
      15129,
      1860867,
      2n ** 64n - 1n,
      7,
      'grüße',
      bytes,
      bytes,
      bytes,
      UUID,
    ])
  })

  it('decodes m to all remaining frames', () => {
    const made = encodePicture('szm', 'header', frames('frame 1', 'frame 2'))
    expect(text(made)).toEqual(['header', '', 'frame 1', 'frame 2'])
    const [header, rest] = decodePicture('szm', made)
    expect([header, text(rest)]).toEqual(['header', ['frame 1', 'frame 2']])
    expect(decodePicture('szm', frames('header', ''))).toEqual(['header', []])
  })

  it('encodes a dictionary of a Map or an object, and decodes it to a Map', () => {
    const made = encodePicture('h', { name: 'value', __proto__x: '' })
    expect(decodePicture('h', made)).toEqual([
      new Map([
        ['name', 'value'],
        ['__proto__x', ''],
      ]),
    ])
    expect(
      encodePicture(
        'h',
        new Map([
          ['name', 'value'],
          ['__proto__x', ''],
        ]),
      ),
    ).toEqual(made)
  })

  it('does not copy bytes, in either direction', () => {
    const [frame] = encodePicture('b', bytes)
    expect(frame).toBe(bytes)
    expect(decodePicture('f', [bytes])[0]).toBe(bytes)
  })

  it('also accepts a UUID without hyphens, as zuuid writes it', () => {
    expect(encodePicture('U', UUID.replaceAll('-', '').toUpperCase())).toEqual(encodePicture('U', UUID))
    for (const value of ['', `${UUID}0`, UUID.replace('-', ''), 'g'.repeat(32)]) {
      expect(refusalOf(() => encodePicture('U', value)).code).toBe('ERR_MESSAGE_VALUE')
    }
  })

  it.each([
    ['i', -(2 ** 31), 2 ** 31 - 1],
    ['1', 0, 255],
    ['2', 0, 65_535],
    ['4', 0, 2 ** 32 - 1],
    ['u', 0, 2 ** 32 - 1],
    ['8', 0n, 2n ** 64n - 1n],
  ])('accepts %s from %p to %p only', (letter, min, max) => {
    const one = typeof min === 'bigint' ? 1n : 1
    for (const value of [min, max]) expect(decodeAny(letter, encodeAny(letter, value))).toEqual([value])
    for (const value of [(min as number) - (one as number), (max as number) + (one as number), 0.5, NaN, '1', null, undefined]) {
      expect(refusalOf(() => encodeAny(letter, value)).code).toBe('ERR_MESSAGE_VALUE')
    }
    for (const value of [
      (min as number) - (one as number),
      (max as number) + (one as number),
      '',
      '-',
      '+1',
      ' 1',
      '1 ',
      '1.0',
      '0x1',
      '1e1',
      '9'.repeat(99_999),
    ]) {
      expect(refusalOf(() => decodeAny(letter, frames(String(value))))).toMatchObject({ code: 'ERR_PICTURE_MISMATCH', frame: 0, offset: 0 })
    }
  })

  it('decodes the u of CZMQ, which ends with a d', () => {
    expect(decodePicture('u', frames('7d'))).toEqual([7])
    expect(refusalOf(() => decodePicture('4', frames('7d'))).code).toBe('ERR_PICTURE_MISMATCH')
  })

  it.each([
    ['s4', frames('a'), undefined, /has 1 frames, not 2/],
    ['s4', frames('a', '1', ''), undefined, /has 3 frames, not 2/],
    ['s4m', frames('a'), undefined, /not 2 or more/],
    ['s4', frames('a', 'b'), 1, /frame 1: "b" is not a number/],
    ['sz', frames('a', 'b'), 1, /should be empty/],
    ['s', [Buffer.of(0x61, 0xff)], 0, /UTF-8/],
    ['U', frames('short'), 0, /16 bytes, not 5/],
    ['sh', frames('a', 'short'), 1, /more|cut off|exceeds/],
    ['b', encodeSignal(3), undefined, /signal, with status 3/],
  ])('rejects a message that does not match, and returns it whole in the error: %s', (picture, message, frame, why) => {
    const error = refusalOf(() => decodeAny(picture, message))
    expect(error).toMatchObject({ code: 'ERR_PICTURE_MISMATCH', frame })
    expect(error.message).toMatch(why)
    expect(error.frames).toBe(message)
  })

  it.each([
    ['', /no letters/],
    ['s4x', /'x' is none/],
    ['S', /'S' is none/],
    ['ms', /last letter/],
    ['sp', /pointer/],
    ['s\u{1f600}', /none/],
  ])('is rejected if it is invalid: %p', (picture, why) => {
    for (const action of [() => encodeAny(picture), () => decodeAny(picture, frames('a'))]) {
      expect(refusalOf(action)).toMatchObject({ code: 'ERR_PICTURE', message: expect.stringMatching(why) })
    }
  })

  it.each([
    ['s4', ['a']],
    ['s4z', ['a', 1, '']],
    ['s', [1]],
    ['s', [null]],
    ['b', ['text']],
    ['b', [null]],
    ['m', ['text']],
    ['m', [['text']]],
    ['h', [{ a: 1 }]],
    ['h', [{ ['x'.repeat(256)]: '' }]],
    ['h', [null]],
    ['U', [1]],
  ])('rejects values that do not fit: %s with %j', (picture, values) => {
    expect(refusalOf(() => encodeAny(picture, ...values)).code).toBe('ERR_MESSAGE_VALUE')
  })

  it('is checked by the compiler', () => {
    const wrong = (action: () => unknown): void => expect(action).toThrow()
    // @ts-expect-error -- 'x' is no letter
    wrong(() => encodePicture('s4x', 'a', 1))
    // @ts-expect-error -- 'm' is not the last one
    wrong(() => encodePicture('ms', [], 'a'))
    // @ts-expect-error -- a pointer
    wrong(() => encodePicture('p', {}))
    // @ts-expect-error -- it has no letter
    wrong(() => encodePicture(''))
    // @ts-expect-error -- one value too few
    wrong(() => encodePicture('s4', 'a'))
    // @ts-expect-error -- one value too many
    wrong(() => encodePicture('s4z', 'a', 1, ''))
    // @ts-expect-error -- 4 is a number
    wrong(() => encodePicture('s4', 'a', 'b'))
    // @ts-expect-error -- 8 is a bigint
    wrong(() => encodePicture('8', 1))
    // @ts-expect-error -- b is bytes
    wrong(() => encodePicture('b', 'a'))
    // @ts-expect-error -- 'S' is a letter of the other kind
    wrong(() => decodePicture('S', []))
  })

  it('decodes to a typed tuple', () => {
    const dictionary = new Map([['a', '1']])
    const made = encodePicture('i1248usbcfhUzm', 1, 1, 1, 1, 1n, 1, 's', bytes, bytes, bytes, dictionary, UUID, [bytes]) as Buffer[]
    const values: [number, number, number, number, bigint, number, string, Buffer, Buffer, Buffer, Map<string, string>, string, Buffer[]] =
      decodePicture('i1248usbcfhUzm', made)
    expect(values).toEqual([1, 1, 1, 1, 1n, 1, 's', bytes, bytes, bytes, dictionary, UUID, [bytes]])
    // @ts-expect-error -- it is a number
    const [number]: [string] = decodePicture('4', frames('1'))
    expect(number).toBe(1)
    const unknown: string = 's4'
    expect(decodePicture(unknown, encodePicture(unknown, 'a', 1))).toEqual(['a', 1])
  })
})
