/** libzmq's seven performance programs by name: their arguments as tasks. Refuses arguments that libzmq's would not take. */
import type { LibraryName } from './library.ts'
import type { Side } from './side.ts'
import type { Counted, Task } from './task.ts'
import { UsageError, wholeNumber } from './usage-error.ts'

const signatures = {
  local_thr: '<bind-to> <message-size> <message-count>',
  remote_thr: '<connect-to> <message-size> <message-count>',
  local_lat: '<bind-to> <message-size> <roundtrip-count>',
  remote_lat: '<connect-to> <message-size> <roundtrip-count>',
  inproc_thr: '<message-size> <message-count>',
  inproc_lat: '<message-size> <roundtrip-count>',
  proxy_thr: '<message-size> <message-count>',
} as const

export type ProgramName = keyof typeof signatures

const batchable: readonly ProgramName[] = ['local_thr', 'remote_thr', 'inproc_thr']

export function isProgram(name: string): name is ProgramName {
  return Object.hasOwn(signatures, name)
}

export function programTask(name: ProgramName, args: readonly string[], side: Side, batches: boolean): Task {
  const signature = signatures[name]
  if (args.length !== signature.split(' ').length) throw new UsageError(`usage: ${name} ${signature}`)
  if (batches && !batchable.includes(name)) throw new UsageError(`${name} knows no --batches`)
  const endpoint = signature.startsWith('<message') ? '' : (args[0] ?? '')
  const [size = '', count = ''] = args.slice(-2)
  const bytes = wholeNumber(size, '<message-size>', 1)
  const least = name.endsWith('_thr') ? 2 : 1
  const messages = wholeNumber(count, signature.includes('roundtrip') ? '<roundtrip-count>' : '<message-count>', least)
  // The clock of a throughput program starts with the first message, so one fewer is measured than sent.
  const stream: Counted = { size: bytes, warmup: 1, count: messages - 1 }
  const laps: Counted = { size: bytes, warmup: 0, count: messages }
  switch (name) {
    case 'local_thr':
      return { role: 'pull', library: libraryOf(name, side), endpoint, attach: 'bind', batches, ...stream }
    case 'remote_thr':
      return { role: 'push', library: libraryOf(name, side), endpoint, batches, ...stream }
    case 'local_lat':
      return { role: 'reply', library: side === 'bare' ? side : libraryOf(name, side), endpoint, ...laps }
    case 'remote_lat':
      return { role: 'request', library: side === 'bare' ? side : libraryOf(name, side), endpoint, ...laps }
    case 'inproc_thr':
      return { role: 'inproc-throughput', library: libraryOf(name, side), batches, ...stream }
    case 'inproc_lat':
      return { role: 'inproc-latency', library: libraryOf(name, side), ...laps }
    case 'proxy_thr':
      return { role: 'proxy-throughput', library: libraryOf(name, side), ...stream }
  }
}

function libraryOf(name: ProgramName, side: Side): LibraryName {
  if (side === 'ours' || side === 'owned' || side === 'addon') return side
  throw new UsageError(`${name} runs with ours, owned or addon, not with ${side}`)
}
