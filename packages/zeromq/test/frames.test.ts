/** What becomes the frames of a message. */
import { toFrames } from '../src/frames.ts'

const text = (message: unknown): string[] => toFrames(message).map((frame) => Buffer.from(frame).toString())

describe('toFrames', () => {
  it('converts everything but bytes to text, as the addon does', () => {
    expect(text(['a', 16.19, true, {}, null, undefined])).toEqual(['a', '16.19', 'true', '[object Object]', '', 'undefined'])
    expect(text(Promise.resolve())).toEqual(['[object Promise]'])
  })

  it('uses the bytes of views and buffers', () => {
    expect(text([new Uint16Array([0x6f66]), new Uint8Array([0x6f]).buffer])).toEqual(['fo', 'o'])
    expect(text(new SharedArrayBuffer(1))).toEqual(['\0'])
  })

  it('makes a single frame of a typed array', () => {
    expect(text(Uint8Array.from([0x66, 0x6f]))).toEqual(['fo'])
  })

  it('copies frames of up to 128 bytes, so that the caller may change them', () => {
    const small = Buffer.alloc(128, 'a')
    const [frame] = toFrames(small)
    small.fill('b')
    expect(frame?.[0]).toBe('a'.charCodeAt(0))
  })

  it('shares larger frames, and keeps the object that was sent', () => {
    const large = Buffer.alloc(129, 'a')
    const view = new Uint8Array(129)
    const frames = toFrames([large, view])
    expect(frames[0]).toBe(large)
    view[0] = 7
    expect(frames[1]?.[0]).toBe(7)
  })

  it('makes no frames of an empty array', () => {
    expect(toFrames([])).toEqual([])
  })
})
