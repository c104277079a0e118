/** What a command of the test kit prints, refuses and ends with. */
import { runCommand, UsageError, wholeNumber } from '../src/command-line.ts'

const OPTIONS = { seed: { type: 'string' }, all: { type: 'boolean' } } as const

/** What a command with these arguments says, and its exit code. */
async function run(args: readonly string[], main: (values: { seed?: string; all?: boolean }) => void = () => undefined) {
  const said = { out: '', err: '' }
  const terminal = {
    stdout: { write: (text: string) => void (said.out += text) },
    stderr: { write: (text: string) => void (said.err += text) },
    exitCode: undefined as number | undefined,
  }
  await runCommand({ help: 'what it does\n', options: OPTIONS, main }, args, terminal)
  return { ...said, exitCode: terminal.exitCode }
}

describe('a command of the test kit', () => {
  it('gets its options', async () => {
    const main = jest.fn()
    expect(await run(['--seed', '7', '--all'], main)).toEqual({ out: '', err: '', exitCode: undefined })
    expect(main.mock.calls[0][0]).toMatchObject({ seed: '7', all: true })
  })

  it.each(['--help', '-h'])('prints its help on %s, and does nothing else', async (flag) => {
    const main = jest.fn()
    expect(await run(['--seed', '7', flag], main)).toEqual({ out: 'what it does\n', err: '', exitCode: undefined })
    expect(main).not.toHaveBeenCalled()
  })

  it.each([
    [['--sed', '7'], "Unknown option '--sed'. --help tells what there is.\n"],
    [['seven'], "Unexpected argument 'seven'. --help tells what there is.\n"],
  ])('tells in a sentence what is wrong with %j', async (args, sentence) => {
    const { err, exitCode } = await run(args)
    expect(err.slice(0, 20)).toBe(sentence.slice(0, 20))
    expect(err).toMatch(/^[^\n]+\. --help tells what there is\.\n$/)
    expect(exitCode).toBe(2)
  })

  it('shows the stack of a bug', async () => {
    const { err, exitCode } = await run([], () => {
      throw new TypeError('a bug')
    })
    expect(err).toMatch(/^TypeError: a bug\n +at /)
    expect(exitCode).toBe(1)
  })
})

describe('a whole number', () => {
  it('is read, or is what it is otherwise', () => {
    expect(wholeNumber('seed', '12', 1)).toBe(12)
    expect(wholeNumber('seed', undefined, 1)).toBe(1)
  })

  it.each(['', '-1', '1.5', 'x', '1e99'])('is not %j', (value) => {
    expect(() => wholeNumber('seed', value, 1)).toThrow(new UsageError(`--seed must be a whole number, not ${value}`))
  })
})
