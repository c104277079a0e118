/** The log of an actor: what it writes, and that a log of the user cannot hurt the actor. */
import { ActorLog, contained, excerpt, quoted } from '../src/internal.ts'

describe('a log of the user', () => {
  it('may throw or lack a method', () => {
    const info = (): void => {
      throw new Error('disk full')
    }
    const log = contained({ info })
    log.info('one')
    log.warn('two')
  })
})

describe('text of a peer', () => {
  it('is quoted in printable ASCII', () => {
    expect(quoted('ad\x1bmin"\u007fé')).toBe('"ad\\u001bmin\\"\\u007f\\u00e9"')
  })

  it('is cut after 100 characters', () => {
    expect(excerpt('x'.repeat(101))).toBe(`"${'x'.repeat(100)}"`)
  })
})

describe('the log of an actor', () => {
  let lines: string[]
  let log: ActorLog
  beforeEach(() => {
    lines = []
    log = new ActorLog('zactor', { info: (line) => lines.push(line), warn: (line) => lines.push(line) })
  })

  it('writes information only after VERBOSE', () => {
    log.info(() => 'one')
    log.verbose = true
    log.info(() => 'two')
    expect(lines).toEqual(['zactor: two'])
  })

  it('writes a fault once, until it has changed or is over', () => {
    log.warnOnce('one')
    log.warnOnce('one')
    log.warnOnce('two', 'the second')
    log.recovered()
    log.warnOnce('two', 'the second')
    expect(lines).toEqual(['zactor: one', 'zactor: the second', 'zactor: the second'])
  })
})
