/**
 * A command of the test kit: `--help` prints what it does, and what it was wrongly given is told in a sentence, with 2. Everything
 * else that is thrown is a bug, and shown with its stack.
 */
import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

export type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values']

export interface Command<O extends Options> {
  readonly help: string
  readonly options: O
  readonly main: (values: Values<O>) => Promise<void> | void
}

/** Something that the command was wrongly given, in a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Where a command says what it has to say; the process by default. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  exitCode?: number | string | null | undefined
}

/** Runs `command` with `args`. It never rejects: what is thrown is told, and sets the exit code. */
export async function runCommand<O extends Options>(
  { help, options, main }: Command<O>,
  args: readonly string[] = process.argv.slice(2),
  terminal: Terminal = process,
): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return void terminal.stdout.write(help)
  try {
    await main(parse(args, options))
  } catch (error) {
    const wrong = error instanceof UsageError
    terminal.exitCode = wrong ? 2 : 1
    terminal.stderr.write(
      wrong ? `${error.message}. --help tells what there is.\n` : `${error instanceof Error ? error.stack : String(error)}\n`,
    )
  }
}

/** The value of an option that is a whole number, 0 or more. Throws UsageError. */
export function wholeNumber(name: string, value: string | undefined, otherwise: number): number {
  const number = Number(value ?? otherwise)
  if (Number.isSafeInteger(number) && number >= 0 && value !== '') return number
  throw new UsageError(`--${name} must be a whole number, not ${value}`)
}

function parse<O extends Options>(args: readonly string[], options: O): Values<O> {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error
    // Node's own sentence, without its advice about positional arguments.
    throw new UsageError(message.split('. ')[0])
  }
}
