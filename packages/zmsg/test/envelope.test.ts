/** Envelopes as zmsg has them, on arrays of frames. */
import { popFrame, popString, pushFrame, unwrapMessage, wrapMessage } from '../src/index.ts'

const frames = (...all: string[]): Uint8Array[] => all.map((each) => Buffer.from(each))

describe('an envelope', () => {
  it('is an address and an empty frame in front of the message, and comes off again', () => {
    const message = wrapMessage(frames('body'), 'address')
    expect(message).toEqual(frames('address', '', 'body'))
    expect(unwrapMessage(message)).toEqual(Buffer.from('address'))
    expect(message).toEqual(frames('body'))
  })

  it('comes off where there is no empty frame too, and of nothing', () => {
    const message = frames('address', 'body')
    const address = unwrapMessage(message)
    expect([address, message]).toEqual([Buffer.from('address'), frames('body')])
    expect(unwrapMessage(frames())).toBeUndefined()
  })

  it('is made of frames that are pushed and popped', () => {
    const message = pushFrame(pushFrame(frames('c'), 'b'), Buffer.from('a'))
    expect([popString(message), popFrame(message), popString(message), popString(message), popFrame(message)]).toEqual([
      'a',
      Buffer.from('b'),
      'c',
      undefined,
      undefined,
    ])
  })

  it('keeps a frame that is asked for as text and is none', () => {
    const message = [Buffer.of(0xff)]
    expect(() => popString(message)).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_ENCODING' }))
    expect(message).toHaveLength(1)
  })
})
