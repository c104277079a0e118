/** The command line as data. Refuses what it does not know, with a sentence that says what it would know. */
import { parseArgs } from 'node:util'
import type { DeviceName } from './device-kind.ts'
import { DEVICES } from './device-kind.ts'
import type { DeviceOptions } from './device.ts'
import { UsageError } from './usage-error.ts'

export interface RunCommand extends DeviceOptions {
  readonly name: 'run'
  readonly intervalMs: number
  readonly output: 'text' | 'json' | 'none'
}

export type Command = { readonly name: 'help' } | { readonly name: 'version' } | RunCommand

const MAX_INTERVAL_SECONDS = 86_400

const OPTIONS = {
  frontend: { type: 'string', multiple: true },
  backend: { type: 'string', multiple: true },
  capture: { type: 'string', multiple: true },
  hwm: { type: 'string' },
  interval: { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** Throws UsageError. */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args)
  if (values.help === true) return { name: 'help' }
  if (values.version === true) return { name: 'version' }
  const [device, ...more] = positionals
  if (device === undefined) throw new UsageError(`which device: ${known()}?`)
  if (!isDevice(device)) throw new UsageError(`there is no device ${JSON.stringify(device)}: it is ${known()}`)
  if (more.length > 0) throw new UsageError(`one device at a time, ${JSON.stringify(more[0])} is too much`)
  if (values.json === true && values.quiet === true) throw new UsageError('--json and --quiet exclude each other')
  const { frontend, backend } = DEVICES[device]
  return {
    name: 'run',
    device,
    frontend: values.frontend ?? [frontend.endpoint],
    backend: values.backend ?? [backend.endpoint],
    capture: values.capture ?? [],
    highWaterMark: highWaterMark(values.hwm ?? '1000'),
    intervalMs: 1000 * seconds('--interval', values.interval ?? '1'),
    output: values.json === true ? 'json' : values.quiet === true ? 'none' : 'text',
  }
}

/** A number of seconds, or UsageError. */
export function seconds(option: string, text: string): number {
  const value = Number(text)
  if (value > 0 && value <= MAX_INTERVAL_SECONDS) return value
  throw new UsageError(`${option} is a number of seconds up to ${MAX_INTERVAL_SECONDS}, not ${JSON.stringify(text)}`)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    // Node explains at length how to pass a positional that looks like an option: its first sentence is enough.
    throw new UsageError((error as Error).message.split(/\. |\n/, 1)[0], { cause: error })
  }
}

function highWaterMark(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--hwm is a whole number of messages from 0, not ${JSON.stringify(text)}`)
}

function isDevice(name: string): name is DeviceName {
  return Object.hasOwn(DEVICES, name)
}

function known(): string {
  const names = Object.keys(DEVICES)
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
