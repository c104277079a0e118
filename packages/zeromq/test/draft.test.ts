/** The draft classes, which are not there yet. */
import * as draft from '../src/draft.ts'
import * as zmq from '../src/index.ts'

describe('zeromq/draft', () => {
  it.each(Object.entries(draft))('%s throws an error with a code', (name, type) => {
    expect(() => new type()).toThrow(
      expect.objectContaining({ code: 'ENOTSUP', message: expect.stringContaining(`${name} is a draft socket type`) as string }),
    )
  })

  it('has the classes of the addon, and the capability is false', () => {
    expect(Object.keys(draft).sort()).toEqual(['Client', 'Datagram', 'Dish', 'Gather', 'Radio', 'Scatter', 'Server'])
    expect(zmq.capability.draft).toBe(false)
  })
})
