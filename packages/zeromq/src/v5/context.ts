/** The Context of version 5: settings of the default context as static methods. It cannot be made. */
import { context } from '../context.ts'

export class Context {
  /** Throws an Error. */
  constructor() {
    throw new Error('Context cannot be instantiated in compatibility mode')
  }

  static setMaxThreads(value: number): void {
    context.ioThreads = value
  }

  static getMaxThreads(): number {
    return context.ioThreads
  }

  static setMaxSockets(value: number): void {
    context.maxSockets = value
  }

  static getMaxSockets(): number {
    return context.maxSockets
  }
}
