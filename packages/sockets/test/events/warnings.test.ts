/** Warnings: once per code and subject, at most five a minute for all contexts of a runtime, and none if they are turned off. */
import { ManualRuntime } from '@tszmq/testkit'
import { Context } from '../../src/index.ts'
import { nodeRuntime } from '../../src/platform/node-runtime.ts'

const texts = (runtime: ManualRuntime): string[] => runtime.warnings.map(({ text }) => text)

describe('a warning', () => {
  it('is printed once for its code and subject', () => {
    const runtime = new ManualRuntime()
    const { warnings } = new Context({ runtime })
    warnings.tell('ZMQ_REFUSED', 'tcp://a:1', 'first')
    warnings.tell('ZMQ_REFUSED', 'tcp://a:1', 'again')
    warnings.tell('ZMQ_REFUSED', 'tcp://b:1', 'another subject')
    runtime.advance(3_600_000)
    warnings.tell('ZMQ_REFUSED', 'tcp://a:1', 'an hour later')
    expect(runtime.warnings).toEqual([
      { code: 'ZMQ_REFUSED', text: 'first' },
      { code: 'ZMQ_REFUSED', text: 'another subject' },
    ])
  })

  it('is held back above five a minute for all contexts, and the next one says how many were', () => {
    const runtime = new ManualRuntime()
    const contexts = [new Context({ runtime }), new Context({ runtime })]
    for (let i = 0; i < 20; i++) contexts[i % 2]!.warnings.tell('ZMQ_REFUSED', `tcp://a:${i}`, `warning ${i}`)
    // The same one again counts once.
    for (let i = 0; i < 20; i++) contexts[1]!.warnings.tell('ZMQ_REFUSED', 'tcp://a:19', 'warning 19')
    expect(texts(runtime)).toEqual(['warning 0', 'warning 1', 'warning 2', 'warning 3', 'warning 4'])
    runtime.advance(59_999)
    contexts[0]!.warnings.tell('ZMQ_REFUSED', 'tcp://a:18', 'too early')
    expect(runtime.warnings.length).toBe(5)
    runtime.advance(1)
    contexts[0]!.warnings.tell('ZMQ_REFUSED', 'tcp://a:18', 'warning 18')
    expect(texts(runtime)[5]).toBe('warning 18 (14 more ZmqWarnings were held back: at most 5 are printed a minute)')
    contexts[0]!.warnings.tell('ZMQ_REFUSED', 'tcp://a:17', 'warning 17')
    expect(texts(runtime)[6]).toBe('warning 17')
  })

  it('is remembered for the last 1000 subjects only', () => {
    const runtime = new ManualRuntime()
    const { warnings } = new Context({ runtime })
    const tell = (subject: number): void => {
      runtime.advance(60_000)
      warnings.tell('ZMQ_REFUSED', String(subject), `subject ${subject}`)
    }
    for (let i = 0; i <= 1000; i++) tell(i)
    tell(1)
    expect(runtime.warnings.length).toBe(1001)
    tell(0)
    expect(runtime.warnings.length).toBe(1002)
  })

  it('is not printed by a context whose warnings are turned off, by option or later', () => {
    const runtime = new ManualRuntime()
    const silent = new Context({ runtime, warnings: false })
    silent.warnings.tell('ZMQ_REFUSED', 'a', 'no')
    const context = new Context({ runtime })
    context.warnings.enabled = false
    context.warnings.tell('ZMQ_REFUSED', 'a', 'no')
    expect(runtime.warnings).toEqual([])
    context.warnings.enabled = true
    context.warnings.tell('ZMQ_REFUSED', 'a', 'yes')
    expect(texts(runtime)).toEqual(['yes'])
  })

  it('throws TypeError if the option is not a boolean', () => {
    expect(() => new Context({ warnings: 'no' as unknown as boolean })).toThrow(TypeError)
  })
})

describe('the runtime of the system', () => {
  afterEach(() => void delete process.env['TSZMQ_WARNINGS'])

  it.each([
    [undefined, 1],
    ['1', 1],
    ['0', 0],
  ])('with TSZMQ_WARNINGS=%p prints %p warning', (value, count) => {
    const emit = jest.spyOn(process, 'emitWarning').mockImplementation()
    try {
      if (value !== undefined) process.env['TSZMQ_WARNINGS'] = value
      nodeRuntime.warn('the text', 'ZMQ_REFUSED')
      expect(emit.mock.calls).toEqual(Array.from({ length: count }, () => ['the text', { type: 'ZmqWarning', code: 'ZMQ_REFUSED' }]))
    } finally {
      emit.mockRestore()
    }
  })
})
