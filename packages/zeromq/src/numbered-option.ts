/** Reads and writes the options of a socket of `sockets` by libzmq's numbers. */
import type { OptionRow, Socket as Engine } from '@tszmq/sockets/internal'
import { SOCKET_OPTIONS } from '@tszmq/sockets/internal'
import { addonError } from './addon-error.ts'

export type OptionValue = number | boolean | string | Buffer | null

interface NumberedOption {
  readonly read?: (engine: Engine) => unknown
  readonly write?: (engine: Engine, value: OptionValue) => void
}

interface Subscribing {
  subscribe(...prefixes: (string | Buffer)[]): void
  unsubscribe(...prefixes: (string | Buffer)[]): void
}

const MECHANISMS = [null, 'plain', 'curve', 'gssapi']

const options = new Map<number, NumberedOption>()

function read(engine: Engine, name: string): unknown {
  return (engine as unknown as Record<string, unknown>)[name]
}

/** Converts a value to the kind of the option: 0 and 1 to booleans, booleans to numbers, bytes to text. */
function asKind({ kind, name, choices = [] }: OptionRow, value: OptionValue): unknown {
  if (kind === 'boolean') return typeof value === 'number' && (value === 0 || value === 1) ? value === 1 : value
  if (kind === 'integer') return Number(value)
  if (kind === 'choice') return choices[Number(value)]
  if (kind === 'text' && value instanceof Uint8Array) return value.toString()
  // In libzmq an empty routing id means none.
  if (name === 'routingId' && value === null) return ''
  return value
}

for (const row of SOCKET_OPTIONS) {
  const { name, number, kind, choices } = row
  if (number < 0) continue
  options.set(number, {
    read: (engine) => (kind === 'choice' ? choices?.indexOf(read(engine, name) as string) : read(engine, name)),
    write: (engine, value) => void engine.assignOption(name, asKind(row, value)),
  })
}

function subscriber(engine: Engine): Subscribing {
  const subscribing = engine as unknown as Partial<Subscribing>
  if (subscribing.subscribe === undefined) throw addonError('EINVAL')
  return subscribing as Subscribing
}

function verbosity(level: string): NumberedOption {
  return { write: (engine, value) => void engine.assignOption('verbosity', Boolean(value) ? level : null) }
}

const SPECIAL: readonly (readonly [number, NumberedOption])[] = [
  [6 /* ZMQ_SUBSCRIBE */, { write: (engine, value) => subscriber(engine).subscribe((value ?? '') as string) }],
  [7 /* ZMQ_UNSUBSCRIBE */, { write: (engine, value) => subscriber(engine).unsubscribe((value ?? '') as string) }],
  [13 /* ZMQ_RCVMORE */, { read: () => false }],
  [15 /* ZMQ_EVENTS */, { read: ({ readable, writable }) => Number(readable) | (Number(writable) << 1) }],
  [16 /* ZMQ_TYPE */, { read: ({ type }) => type }],
  [31 /* ZMQ_IPV4ONLY */, { read: ({ ipv6 }) => !ipv6, write: (engine, value) => void engine.assignOption('ipv6', !value) }],
  [32 /* ZMQ_LAST_ENDPOINT */, { read: ({ lastEndpoint }) => lastEndpoint }],
  [40 /* ZMQ_XPUB_VERBOSE */, verbosity('allSubs')],
  [43 /* ZMQ_MECHANISM */, { read: ({ securityMechanism }) => MECHANISMS.indexOf(securityMechanism) }],
  [78 /* ZMQ_XPUB_VERBOSER */, verbosity('allSubsUnsubs')],
  [81 /* ZMQ_THREAD_SAFE */, { read: ({ threadSafe }) => threadSafe }],
]
for (const [number, option] of SPECIAL) options.set(number, option)

/** Throws EINVAL for an unknown number. */
export function readOption(engine: Engine, number: number): unknown {
  const value = options.get(number)?.read?.(engine)
  if (value === undefined) throw addonError('EINVAL')
  return value
}

/** Throws EINVAL for an unknown number or value, ENOTSUP for a refused option. */
export function writeOption(engine: Engine, number: number, value: OptionValue): void {
  const write = options.get(number)?.write
  if (write === undefined) throw addonError('EINVAL')
  write(engine, value)
}
