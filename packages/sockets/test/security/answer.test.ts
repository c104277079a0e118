/** Which values are a valid answer of an application about a peer. */
// eslint-disable-next-line no-restricted-imports -- objects of another realm are made here
import { createContext, runInContext } from 'node:vm'
import { readAnswer } from '../../src/security/answer.ts'

const realm = createContext({})
const foreign = (code: string): unknown => runInContext(code, realm)

class Granted {
  readonly status = 200
  readonly userId = 'ada'
}

/** Each would admit every peer if its absence of a decision were taken for one. */
export const NO_ANSWERS: readonly (readonly [what: string, value: unknown])[] = [
  ['null', null],
  ['0', 0],
  ['1', 1],
  ['an empty text', ''],
  ['the text "false"', 'false'],
  ['a big integer', 1n],
  ['a symbol', Symbol('yes')],
  ['a function', () => true],
  ['an empty object', {}],
  ['an empty array', []],
  ['an array of true', [true]],
  ['an array that has a status', Object.assign([], { status: 200 })],
  ['{ ok: false }', { ok: false }],
  ['{ statusCode: 400 }', { statusCode: 400 }],
  ['{ error }', { error: new Error('denied') }],
  ['an Error', new Error('denied')],
  ['an Error with a status', Object.assign(new Error('denied'), { status: 200 })],
  ['a Map', new Map([['status', 200]])],
  ['a boxed false', new Boolean(false)],
  ['a boxed true', new Boolean(true)],
  ['a Date', new Date(0)],
  ['an instance of a class', new Granted()],
  ['a status that is inherited', Object.create({ status: 200 })],
  ['a status in a prototype of its own', Object.create(Object.assign(Object.create(null), { status: 200 }))],
  ['a status of undefined', { status: undefined }],
  ['a status of undefined and a userId', { status: undefined, userId: 'ada' }],
  ['a status of null', { status: null, userId: 'ada' }],
  ['a status of true', { status: true }],
  ['a status as text', { status: '200' }],
  ['a status of 201', { status: 201 }],
  ['a status of 0', { status: 0 }],
  ['a userId that was not found', { userId: undefined }],
  ['a userId of null', { userId: null }],
  ['a userId that is empty', { userId: '' }],
  ['a userId that is a number', { userId: 7 }],
  ['a userId of 256 bytes', { userId: 'x'.repeat(256) }],
  ['a userId that is half a surrogate pair', { userId: '\ud800' }],
  ['a userId and { ok: false }', { userId: 'ada', ok: false }],
  ['a userId and an error', { userId: 'ada', error: 'expired' }],
  ['a status and a userId that is a number', { status: 200, userId: 7 }],
  ['metadata alone', { metadata: { role: 'poet' } }],
  ['metadata of numbers', { userId: 'ada', metadata: { a: 1 } }],
  ['metadata of null', { userId: 'ada', metadata: null }],
  ['metadata in a Map', { userId: 'ada', metadata: new Map([['a', 'b']]) }],
  ['a text alone', { text: 'welcome' }],
  ['a text that is a number', { status: 200, text: 200 }],
  ['an empty object of another realm', foreign('({})')],
  ['an Error of another realm', foreign('new Error("denied")')],
  ['an array of another realm', foreign('[true]')],
]

it.each(NO_ANSWERS)('%s is not an answer', (_what, value) => {
  expect(() => readAnswer(value, 'the callback')).toThrow(
    expect.objectContaining({ code: 'EINVAL', message: expect.stringMatching(/^the callback returned /) }),
  )
})

it('the properties of Object.prototype are not an answer', () => {
  const polluted = Object.prototype as { status?: number; userId?: string }
  try {
    Object.assign(polluted, { status: 200, userId: 'ada' })
    expect(() => readAnswer({}, 'the callback')).toThrow('not an answer')
    expect(readAnswer({ status: 400 }, 'the callback')).toMatchObject({ status: 400, userId: undefined })
  } finally {
    delete polluted.status
    delete polluted.userId
  }
})

it('an error does not contain the value that is not an answer', () => {
  const seen: string[] = []
  for (const [, value] of NO_ANSWERS) {
    try {
      readAnswer(value, 'the callback')
    } catch (error) {
      seen.push((error as Error).message)
    }
  }
  expect(seen.length).toBe(NO_ANSWERS.length)
  expect(seen.join()).not.toMatch(/denied|expired|welcome|poet|xxx/)
})

it.each([
  [true, { status: 200 }],
  [false, { status: 400 }],
  [{ status: 200 }, { status: 200, userId: undefined, metadata: [] }],
  [{ status: 300 }, { status: 300 }],
  [{ status: 500, reason: 'no database' }, { status: 500 }],
  [
    { status: 200, userId: undefined },
    { status: 200, userId: undefined },
  ],
  [
    { status: 200, userId: '' },
    { status: 200, userId: '' },
  ],
  [{ userId: 'ada' }, { status: 200, userId: 'ada' }],
  [{ userId: '\udce9'.repeat(255) }, { status: 200 }],
  [
    { userId: 'ada', metadata: { role: 'poet' } },
    { status: 200, userId: 'ada', metadata: [['role', 'poet']] },
  ],
  [Object.assign(Object.create(null), { status: 200 }), { status: 200 }],
  [Object.freeze({ userId: 'ada' }), { status: 200, userId: 'ada' }],
  [foreign('({ status: 200 })'), { status: 200 }],
  [foreign('({ userId: "ada", metadata: { role: "poet" } })'), { status: 200, metadata: [['role', 'poet']] }],
])('%p is an answer', (value, answer) => {
  expect(readAnswer(value, 'the callback')).toMatchObject(answer)
})
