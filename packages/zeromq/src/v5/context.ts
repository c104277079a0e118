/** The Context of version 5: settings of the default context as static methods. */
import { context } from '../context.ts'

/** Settings of the default context. Has no instances. */
export class Context {
  /** Always throws an Error. */
  constructor() {
    throw new Error('Context cannot be instantiated in compatibility mode')
  }

  /** Sets `ioThreads` of the default context. */
  static setMaxThreads(value: number): void {
    context.ioThreads = value
  }

  /** Returns `ioThreads` of the default context. */
  static getMaxThreads(): number {
    return context.ioThreads
  }

  /** Sets `maxSockets` of the default context. */
  static setMaxSockets(value: number): void {
    context.maxSockets = value
  }

  /** Returns `maxSockets` of the default context. */
  static getMaxSockets(): number {
    return context.maxSockets
  }
}
