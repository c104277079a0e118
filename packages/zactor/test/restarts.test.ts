/** How soon an actor that crashed is started again, and when it is given up. */
import { ZmqError } from '@tszmq/sockets'
import { Restarts } from '../src/restarts.ts'

const CRASH = new ZmqError('ERR_ZACTOR_CRASHED', 'the actor crashed: boom')

describe('restarts', () => {
  it('wait twice as long each time, up to a maximum', () => {
    const restarts = new Restarts({ delay: 100, maxDelay: 500, maximum: 5 })
    expect([0, 0, 0, 0, 0].map((now) => restarts.next(now))).toEqual([100, 200, 400, 500, 500])
  })

  it('are given up after so many within so long', () => {
    const restarts = new Restarts({ maximum: 2, within: 1000 })
    expect([0, 500, 999].map((now) => restarts.next(now) !== undefined)).toEqual([true, true, false])
    expect(restarts.gaveUp(CRASH)).toMatchObject({
      code: 'ERR_ZACTOR_GIVEN_UP',
      message: 'the actor is not started again after 2 restarts within 1000 ms: the actor crashed: boom',
      cause: CRASH,
    })
  })

  it('that were longer ago do not count', () => {
    const restarts = new Restarts({ delay: 100, maximum: 2, within: 1000 })
    expect([0, 900, 1000, 1900].map((now) => restarts.next(now))).toEqual([100, 200, 200, 200])
    expect(restarts.count).toBe(4)
  })

  it('may be none at all', () => {
    expect(new Restarts({ maximum: 0 }).next(0)).toBeUndefined()
  })

  it('take what is undefined for left out', () => {
    expect(new Restarts({ delay: undefined, maxDelay: undefined, maximum: undefined, within: undefined } as object).next(0)).toBe(100)
  })

  it.each([
    [true, 'restart is an object, {} for the defaults, not boolean'],
    ['often', 'restart is an object, {} for the defaults, not string'],
    [{ max: 3 }, 'an actor has no option restart.max'],
  ])('refuse %j', (options, message) => {
    expect(() => new Restarts(options as never)).toThrow(new TypeError(message))
  })

  it.each([{ delay: -1 }, { maxDelay: NaN }, { maximum: 1.5 }, { maximum: 1001 }, { within: '1' as unknown as number }])(
    'refuse %j',
    (options) => {
      expect(() => new Restarts(options)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    },
  )
})
