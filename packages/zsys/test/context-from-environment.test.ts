/** What CZMQ's variables make of a context and its sockets. */
import { Context, Pull, Push, Subscriber } from '@tszmq/sockets'
import type { SocketDefaults } from '@tszmq/sockets'
import { contextFromEnvironment } from '../src/index.ts'

describe('a context from the environment', () => {
  it('has sockets with the linger and the marks of CZMQ when there is no variable', () => {
    const push = new Push({ context: contextFromEnvironment({}) })
    expect([push.linger, push.sendHighWaterMark]).toEqual([0, 1000])
    push.close()
  })

  it('has what the variables say', () => {
    const context = contextFromEnvironment({ ZSYS_MAX_SOCKETS: '3', ZSYS_IPV6: '1', ZSYS_LINGER: '-1', ZSYS_SNDHWM: '5', ZSYS_RCVHWM: '0' })
    const [push, pull, sub] = [new Push({ context }), new Pull({ context }), new Subscriber({ context })]
    expect(context.maxSockets).toBe(3)
    expect([push.linger, push.sendHighWaterMark, push.ipv6]).toEqual([-1, 5, true])
    expect([pull.linger, pull.receiveHighWaterMark, sub.receiveHighWaterMark]).toEqual([-1, 0, 0])
    void context.terminate()
  })

  it('has what is asked for instead of what a variable says', () => {
    const context = contextFromEnvironment(
      { ZSYS_MAX_SOCKETS: '3', ZSYS_LINGER: '7', ZSYS_SNDHWM: '5' },
      { maxSockets: 4, socketDefaults: { linger: 8 } },
    )
    const push = new Push({ context, sendHighWaterMark: 6 })
    expect([context.maxSockets, push.linger, push.sendHighWaterMark]).toEqual([4, 8, 6])
    push.close()
  })

  it('takes an empty variable for none', () => {
    expect(contextFromEnvironment({ ZSYS_LINGER: '', ZSYS_IPV6: '' }).socketDefaults).toEqual({ linger: 0 })
  })

  it.each([
    ['ZSYS_LINGER', 'soon'],
    ['ZSYS_LINGER', '-2'],
    ['ZSYS_LINGER', '1e3'],
    ['ZSYS_SNDHWM', '-1'],
    ['ZSYS_RCVHWM', '2147483648'],
    ['ZSYS_MAX_SOCKETS', '0'],
    ['ZSYS_IPV6', 'yes'],
    ['ZSYS_IPV6', 'constructor'],
  ])('is refused for %s=%s, by name and value', (name, value) => {
    const message = expect.stringMatching(new RegExp(`variable ${name} must be .*, not "${value}"$`)) as string
    expect(() => contextFromEnvironment({ [name]: value })).toThrow(expect.objectContaining({ code: 'EINVAL', message }))
  })
})

describe('the defaults that a context has for its sockets', () => {
  it.each([
    ['a value out of range', { linger: -2 }, { code: 'EINVAL' }],
    ['an option that it has no default for', { backlog: 5 }, { name: 'TypeError' }],
  ])('are refused for %s', (_, socketDefaults, error) => {
    expect(() => new Context({ socketDefaults: socketDefaults as SocketDefaults })).toThrow(expect.objectContaining(error))
  })
})
