/** `codedError`: returns an error with a code and a number, and makes any other value the cause of an EFAULT. */
import { codedError } from '../../src/events/coded-error.ts'
import { ZmqError } from '../../src/events/zmq-error.ts'

it.each([
  ['one of ours', new ZmqError('EINVAL', 'a wrong value')],
  ['one of the system', Object.assign(new Error('no entry'), { code: 'ENOENT', errno: -2 })],
  ['one of another realm', { name: 'Error', message: 'no entry', code: 'ENOENT', errno: -2 }],
])('returns an error with a code and a number unchanged: %s', (_what, thrown) => {
  expect(codedError(thrown)).toBe(thrown)
})

it.each([
  ['a plain error', new Error('no database'), 'no database'],
  ['an error with a code and no number', Object.assign(new Error('no database'), { code: 'DB' }), 'no database'],
  ['an error whose code is a number', Object.assign(new Error('no database'), { code: 5, errno: 5 }), 'no database'],
  ['a string', 'no database', 'no database'],
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
])('makes %s the cause of an EFAULT', (_what, thrown, reason) => {
  const error = codedError(thrown)
  expect(error).toMatchObject({ code: 'EFAULT', message: `the peer could not be authenticated: ${reason}` })
  expect(error.cause).toBe(thrown)
  expect(error.errno).toBeGreaterThan(0)
})
