/** Attach strings and port ranges (zsock_attach, zsock_bind). */
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { kindOf } from '../options/argument.ts'
import type { Context } from '../socket/context.ts'
import { PortRange } from './port-range.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** One endpoint that was bound or connected. */
export interface Attached {
  /** The real endpoint. */
  readonly endpoint: string
  /** True if it was connected, false if it was bound. */
  readonly connected: boolean
}

interface Attachable {
  readonly context: Context
  bind(address: string): Promise<string>
  connect(address: string): void
}

/** Socket types that bind by default; others connect (zsock_new_pub and so on). */
const SERVERISH: readonly SocketTypeName[] = ['PUB', 'REP', 'ROUTER', 'PULL', 'XPUB', 'SERVER']

export function bindsByDefault(type: SocketTypeName): boolean {
  return SERVERISH.includes(type)
}

/** Errors after which the next port of a range is tried. */
const NEXT_PORT: readonly unknown[] = ['EADDRINUSE', 'EACCES']

/**
 * Binds or connects `socket` to each of `endpoints`. `serverish`: bind those without `@` or `>`. All of the list is parsed before the
 * first is bound.
 */
export async function attach(socket: Attachable, endpoints: string, serverish: boolean): Promise<Attached[]> {
  if (typeof (endpoints as unknown) !== 'string')
    throw new TypeError(`endpoints must be a string such as @tcp://*:5555, not ${kindOf(endpoints)}`)
  const list = endpoints
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  if (list.length === 0) throw new ZmqError('EINVAL', 'there is no endpoint')
  const steps = list.map((each) => {
    const connected = each.startsWith('>') || (!serverish && !each.startsWith('@'))
    const endpoint = each.replace(/^[@>]/, '')
    return { endpoint, connected, range: connected ? undefined : PortRange.of(endpoint) }
  })
  const attached: Attached[] = []
  for (const { endpoint, connected, range } of steps) {
    if (connected) socket.connect(endpoint)
    attached.push({ endpoint: connected ? endpoint : await bind(socket, endpoint, range), connected })
  }
  return attached
}

async function bind(socket: Attachable, endpoint: string, range: PortRange | undefined): Promise<string> {
  if (range === undefined) return socket.bind(endpoint)
  let lastError: unknown
  for (const each of range.endpoints(socket.context.runtime.random())) {
    try {
      return await socket.bind(each)
    } catch (error) {
      lastError = error
      if (!NEXT_PORT.includes((error as ZmqError).code)) throw error
    }
  }
  throw new ZmqError((lastError as ZmqError).code, `no port of ${endpoint} is free`, { address: endpoint, cause: lastError })
}
