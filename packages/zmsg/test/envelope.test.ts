/** Tests of envelopes on arrays of frames. */
import { popFrame, popString, pushFrame, unwrapMessage, wrapMessage } from '../src/index.ts'

const frames = (...all: string[]): Uint8Array[] => all.map((each) => Buffer.from(each))

describe('an envelope', () => {
  it('is an address and an empty frame before the message, and can be removed', () => {
    const message = wrapMessage(frames('body'), 'address')
    expect(message).toEqual(frames('address', '', 'body'))
    expect(unwrapMessage(message)).toEqual(Buffer.from('address'))
    expect(message).toEqual(frames('body'))
  })

  it('can be removed without an empty frame, and from an empty message', () => {
    const message = frames('address', 'body')
    const address = unwrapMessage(message)
    expect([address, message]).toEqual([Buffer.from('address'), frames('body')])
    expect(unwrapMessage(frames())).toBeUndefined()
  })

  it('can be built by pushing and popping frames', () => {
    const message = pushFrame(pushFrame(frames('c'), 'b'), Buffer.from('a'))
    expect([popString(message), popFrame(message), popString(message), popString(message), popFrame(message)]).toEqual([
      'a',
      Buffer.from('b'),
      'c',
      undefined,
      undefined,
    ])
  })

  it('keeps a frame that is not UTF-8 when popString throws', () => {
    const message = [Buffer.of(0xff)]
    expect(() => popString(message)).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_ENCODING' }))
    expect(message).toHaveLength(1)
  })
})
