/** Parses the command line of zmakecert. */
import { parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'print' }
  | { readonly name: 'make'; readonly file: string; readonly force: boolean; readonly metadata: ReadonlyMap<string, string> }

const OPTIONS = {
  meta: { type: 'string', multiple: true },
  force: { type: 'boolean' },
  print: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** Throws UsageError. */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args)
  if (values.help === true) return { name: 'help' }
  if (values.version === true) return { name: 'version' }
  const [file = 'mycert.txt', ...more] = positionals
  if (more.length > 0) throw new UsageError(`one file at a time, ${JSON.stringify(more[0])} is too much`)
  if (values.print === true) {
    if (positionals.length > 0 || values.force === true || values.meta !== undefined) {
      throw new UsageError('--print writes no file: it goes alone')
    }
    return { name: 'print' }
  }
  if (file === '') throw new UsageError('the file has no name')
  return { name: 'make', file, force: values.force === true, metadata: metadata(values.meta ?? []) }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message.split(/\. |\n/, 1)[0], { cause: error })
  }
}

function metadata(list: readonly string[]): Map<string, string> {
  return new Map(
    list.map((text) => {
      const equals = text.indexOf('=')
      if (equals < 1) throw new UsageError(`--meta is name=value, not ${JSON.stringify(text)}`)
      return [text.slice(0, equals), text.slice(equals + 1)]
    }),
  )
}
