/** Puts the options of a socket type on its class as properties, by the table. Called once per class. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { optionsOf } from './options.ts'
import type { Socket } from './socket.ts'

/** What the accessors use of a socket. */
interface OptionHolder {
  getOption(name: string): unknown
  setOption(name: string, value: unknown): void
}

const classes = new WeakSet<object>()

/** Whether `socketClass` is a class of this library, and not one that a program derived from it. */
export function isOwnClass(socketClass: object): boolean {
  return classes.has(socketClass)
}

export function defineOptions(socketClass: { prototype: Socket }, type: SocketTypeName): void {
  classes.add(socketClass)
  for (const name of optionsOf(type).keys()) {
    Object.defineProperty(socketClass.prototype, name, {
      configurable: true,
      // As in zeromq.js: whoever lists the properties of a socket, to print or copy it, does not read its secrets.
      enumerable: false,
      get(this: OptionHolder) {
        return this.getOption(name)
      },
      set(this: OptionHolder, value: unknown) {
        this.setOption(name, value)
      },
    })
  }
}
