/** Defines options as properties of a prototype, by the option table. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { SOCKET_OPTIONS } from './option-table.ts'

/** A socket as the accessors see it. */
interface OptionHolder {
  getOption(name: string): unknown
  setOption(name: string, value: unknown): void
}

const done = new WeakSet<object>()

/**
 * Defines options on `prototype`: with `'all'` those of all socket types, else those that only some types have, `sockets` among them.
 * Does nothing the second time. Called when the first socket of a class is created, so that loading the class costs nothing.
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
    // As in zeromq.js. So code that enumerates the properties of a socket, to print or copy it, does not read its secrets.
    enumerable: false,
    get(this: OptionHolder) {
      return this.getOption(name)
    },
    set(this: OptionHolder, value: unknown) {
      this.setOption(name, value)
    },
  })
}
