/** Tests of RFC 50 (MME). The numbers in titles are those of rfc50-clauses.ts. */
import { decodeMessage, encodeMessage } from '../../src/index.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('RFC 50', () => {
  it('a frame of 255 octets or more is 0xFF, four octets of size, and its octets (1, 4)', () => {
    for (const [size, head] of [
      [255, 'ff000000ff'],
      [256, 'ff00000100'],
      [70_000, 'ff00011170'],
    ] as const) {
      const frame = Buffer.alloc(size, 1)
      const blob = encodeMessage([frame])
      expect(hex(blob)).toBe(head + hex(frame))
      expect(decodeMessage(blob)).toEqual([frame])
    }
  })

  it('a frame of 254 octets or less is one octet of size, and its octets (2, 4)', () => {
    for (const [size, head] of [
      [0, '00'],
      [1, '01'],
      [254, 'fe'],
    ] as const) {
      const frame = Buffer.alloc(size, 1)
      expect(hex(encodeMessage([frame]))).toBe(head + hex(frame))
      expect(decodeMessage(encodeMessage([frame]))).toEqual([frame])
    }
  })

  it('any number of frames MUST be encoded, none of them as no octets (3, 4, 5)', () => {
    expect(encodeMessage([])).toHaveLength(0)
    expect(decodeMessage(Buffer.alloc(0))).toEqual([])
    const frames = Array.from({ length: 1000 }, (_, n) => Buffer.alloc(n, n))
    expect(decodeMessage(encodeMessage(frames))).toEqual(frames)
  })

  it('a frame that is too large for 32 bits MUST be reported (6)', () => {
    // As large as it says it is, without the memory.
    const frame = Object.defineProperty(new Uint8Array(0), 'length', { value: 2 ** 32 })
    expect(() => encodeMessage([frame])).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_VALUE' }))
  })

  it('truncated bytes MUST be reported, with their offset (7)', () => {
    const whole = encodeMessage([Buffer.from('ab'), Buffer.alloc(255)])
    for (let size = 1; size < whole.length; size++) {
      if (size === 3) continue // the end of the first frame
      expect(() => decodeMessage(whole.subarray(0, size))).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_ENCODING' }))
    }
    expect(() => decodeMessage(Buffer.of(1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 1))).toThrow(expect.objectContaining({ offset: 7 }))
  })

  it('a small frame that is encoded as a large one is decoded (8)', () => {
    expect(decodeMessage(Buffer.of(0xff, 0, 0, 0, 1, 0x61))).toEqual([Buffer.from('a')])
  })

  it('frames are views, at most maxFrames of them (4)', () => {
    const blob = encodeMessage([Buffer.from('a'), Buffer.from('b')])
    expect(decodeMessage(blob)[0]!.buffer).toBe(blob.buffer)
    expect(decodeMessage(blob, { maxFrames: 2 })).toHaveLength(2)
    expect(() => decodeMessage(blob, { maxFrames: 1 })).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_LIMIT', offset: 2 }))
    expect(() => decodeMessage(Buffer.alloc(65_537))).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_LIMIT' }))
  })

  it.each([
    ['a', 'a string'],
    [5, '5'],
    [null, 'null'],
    [[1, 2], 'an array'],
  ])('a frame that is not octets but %j is rejected', (frame, kind) => {
    const message = [Buffer.from('first'), frame as unknown as Uint8Array]
    expect(() => encodeMessage(message)).toThrow(new TypeError(`a frame must be a Uint8Array, not ${kind}`))
  })
})
