/** Errors as the addon makes them. */
import { constants } from 'node:os'
import { addonError, asAddonError } from '../src/addon-error.ts'

describe('addonError', () => {
  it.each([
    ['EAGAIN', 'Operation was not possible or timed out'],
    ['EBADF', 'Socket is closed'],
    ['EFSM', 'Operation cannot be accomplished in current state'],
    ['EHOSTUNREACH', 'Host unreachable'],
    ['EINVAL', 'Invalid argument'],
    ['EMFILE', 'Too many open file descriptors'],
    ['ENOENT', 'No such endpoint'],
    ['EPROTONOSUPPORT', 'Protocol not supported'],
  ])('has the text of the addon for %s', (code, text) => {
    expect(addonError(code)).toMatchObject({ code, message: text })
  })

  it('has the number of the system, or of libzmq for a code of its own', () => {
    expect(addonError('EINVAL').errno).toBe(constants.errno.EINVAL)
    expect(addonError('EFSM').errno).toBe(156384763)
  })

  it("has the system's text for a code without one of the addon's, and the code where the system knows none", () => {
    expect(addonError('EXDEV').message).toMatch(/cross-device/)
    expect(addonError('ENONSENSE').message).toBe('ENONSENSE')
  })
})

describe('asAddonError', () => {
  it('keeps the error of sockets in `cause`, and adds the endpoint', () => {
    const cause = Object.assign(new Error('127.0.0.1:80 is in use'), { code: 'EADDRINUSE' })
    const error = asAddonError(cause, 'tcp://127.0.0.1:80')
    expect(error).toMatchObject({ message: 'Address already in use', code: 'EADDRINUSE', address: 'tcp://127.0.0.1:80', cause })
  })

  it('returns TypeErrors, and errors without a code, unchanged', () => {
    const mistakes = [new TypeError('no'), Object.assign(new TypeError('no'), { code: 'ERR_X' }), new Error('no')]
    expect(mistakes.map((each) => asAddonError(each))).toEqual(mistakes)
  })
})
