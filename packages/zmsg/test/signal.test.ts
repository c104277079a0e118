/** Tests of CZMQ's signals, byte by byte. */
import { decodeSignal, encodeSignal } from '../src/index.ts'

describe('a signal', () => {
  it('is one frame with the status before 11 22 33 44 55 66 77, as in CZMQ', () => {
    expect(encodeSignal(0)).toEqual([Buffer.from('0011223344556677', 'hex')])
    expect(encodeSignal(255)).toEqual([Buffer.from('ff11223344556677', 'hex')])
  })

  it('decodes to its status', () => {
    for (const status of [0, 1, 127, 128, 255]) expect(decodeSignal(encodeSignal(status))).toBe(status)
  })

  it.each([
    ['an empty frame', ['']],
    ['text of 8 bytes', ['ABCDEFGH']],
    ['another frame behind it', ['\0\x11\x22\x33DUfw', '']],
    ['one byte less', ['\0\x11\x22\x33DUf']],
    ['another magic number', ['\0\x11\x22\x33DUfv']],
  ])('is not a message with %s', (_, frames) => {
    expect(decodeSignal(frames.map((frame) => Buffer.from(frame, 'latin1')))).toBeUndefined()
  })

  it.each([-1, 256, 0.5, NaN])('cannot have the status %p', (status) => {
    expect(() => encodeSignal(status)).toThrow(RangeError)
  })
})
