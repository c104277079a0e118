/** Tests of binary pictures: each letter in both directions, the bytes of zproto, and invalid input. */
import type { MessageError } from '../src/index.ts'
import { decodeBinary, encodeBinary } from '../src/index.ts'

const UUID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
const bytes = Buffer.from('World')
const encodeAny = encodeBinary as (picture: string, ...values: unknown[]) => Uint8Array[]
const decodeAny = decodeBinary as (picture: string, frames: readonly Uint8Array[]) => unknown[]

function refusalOf(action: () => unknown): MessageError {
  try {
    action()
  } catch (error) {
    return error as MessageError
  }
  throw new Error('it was not refused')
}

describe('a binary picture', () => {
  it('is encoded as zproto does, numbers big-endian', () => {
    const made = encodeBinary('1248sScu', 1, 0x0203, 0x04050607, 0x08090a0b0c0d0e0fn, 'ab', 'cd', Buffer.from('ef'), UUID)
    expect(made.map((frame) => Buffer.from(frame).toString('hex'))).toEqual([
      '01 0203 04050607 08090a0b0c0d0e0f 02 6162 00000002 6364 00000002 6566'.replaceAll(' ', '') + UUID.replaceAll('-', ''),
    ])
  })

  it('decodes to a typed tuple, with its frames after the data', () => {
    const made = encodeBinary('1248sScufm', 255, 65_535, 2 ** 32 - 1, 2n ** 64n - 1n, 'é', 'S', bytes, UUID, bytes, [
      bytes,
      bytes,
    ]) as Buffer[]
    expect(made).toHaveLength(4)
    const values: [number, number, number, bigint, string, string, Buffer, string, Buffer, Buffer[]] = decodeBinary('1248sScufm', made)
    expect(values).toEqual([255, 65_535, 2 ** 32 - 1, 2n ** 64n - 1n, 'é', 'S', bytes, UUID, bytes, [bytes, bytes]])
  })

  it('may have frames only, after an empty data frame', () => {
    expect(encodeBinary('ff', bytes, bytes)).toEqual([Buffer.alloc(0), bytes, bytes])
    expect(decodeBinary('m', encodeBinary('m', []))).toEqual([[]])
  })

  it('is rejected with an offset wherever it is truncated', () => {
    const [whole] = encodeBinary('1248sScu', 1, 2, 3, 4n, 'ab', 'cd', bytes, UUID)
    for (let size = 0; size < whole!.length; size++) {
      const frames = [whole!.subarray(0, size)]
      const error = refusalOf(() => decodeBinary('1248sScu', frames))
      expect(error).toMatchObject({ code: 'ERR_PICTURE_MISMATCH', frame: 0, frames })
      expect(error.offset).toBeLessThanOrEqual(size)
    }
  })

  it.each([
    ['1', [Buffer.of(1, 2)], /1 bytes are left/],
    ['S', [Buffer.of(0xff, 0xff, 0xff, 0xff, 1)], /4294967295 bytes should follow at 4, and there are 1/],
    ['s', [Buffer.of(1, 0xff)], /UTF-8/],
    ['1', [Buffer.of(1), bytes], /1 frames after the first one, not 0/],
    ['1f', [Buffer.of(1)], /0 frames after/],
    ['1fm', [Buffer.of(1)], /not 1 or more/],
    ['1', [], /no frame/],
  ])('rejects a message that does not match: %s', (picture, frames, why) => {
    const error = refusalOf(() => decodeAny(picture, frames))
    expect(error).toMatchObject({ code: 'ERR_PICTURE_MISMATCH', message: expect.stringMatching(why) })
    expect(error.frames).toBe(frames)
  })

  it.each([
    ['1', [256]],
    ['2', [-1]],
    ['8', [1]],
    ['s', ['x'.repeat(256)]],
    ['s', ['é'.repeat(128)]],
    ['S', [1]],
    ['c', ['text']],
    ['u', ['text']],
    ['f', ['text']],
    ['m', ['text']],
    ['12', [1]],
  ])('rejects values that do not fit: %s with %j', (picture, values) => {
    expect(refusalOf(() => encodeAny(picture, ...values)).code).toBe('ERR_MESSAGE_VALUE')
  })

  it('is checked by the compiler', () => {
    const wrong = (action: () => unknown): void => expect(action).toThrow()
    // @ts-expect-error -- 'b' is a letter of the other kind
    wrong(() => encodeBinary('b', bytes))
    // @ts-expect-error -- 'm' is not the last one
    wrong(() => encodeBinary('m1', [], 1))
    // @ts-expect-error -- a pointer
    wrong(() => encodeBinary('p', {}))
    // @ts-expect-error -- 1 is a number
    wrong(() => encodeBinary('1', 1n))
    // @ts-expect-error -- one value too few
    wrong(() => encodeBinary('12', 1))
  })
})
