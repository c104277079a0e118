/** Puts options on a prototype as properties, by the option table. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { SOCKET_OPTIONS } from './option-table.ts'

/** What the accessors use of a socket. */
interface OptionHolder {
  getOption(name: string): unknown
  setOption(name: string, value: unknown): void
}

const done = new WeakSet<object>()

/**
 * Defines the options of `sockets` on `prototype`: those that all types have with `'all'`, else those that only some types have and this
 * one is among. Does nothing the second time. Called when a class makes its first socket, so that loading a class costs nothing.
 */
export function defineOptions(prototype: object, sockets: SocketTypeName | 'all'): void {
  if (done.has(prototype)) return
  done.add(prototype)
  for (const row of SOCKET_OPTIONS) {
    const isOurs = sockets === 'all' ? row.sockets === 'all' : row.sockets !== 'all' && row.sockets.includes(sockets)
    if (isOurs) defineOption(prototype, row.name)
  }
}

function defineOption(prototype: object, name: string): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    // As in zeromq.js: code that lists the properties of a socket, to print or copy it, does not read its secrets.
    enumerable: false,
    get(this: OptionHolder) {
      return this.getOption(name)
    },
    set(this: OptionHolder, value: unknown) {
      this.setOption(name, value)
    },
  })
}
