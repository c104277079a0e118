/**
 * Options of the default context that a worker thread inherits from the thread that starts it. Later changes stay in their thread; in the
 * addon all threads share one context.
 */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

const KEY = 'tszmq.zeromq.context'

type Shared = Readonly<Record<string, number | boolean>>

/** Returns the options that the starting thread had set; undefined if it had set none. */
export function inheritedOptions(): Shared | undefined {
  return getEnvironmentData(KEY) as Shared | undefined
}

/** Makes worker threads that start from now on inherit the option. */
export function shareOption(name: string, value: number | boolean): void {
  setEnvironmentData(KEY, { ...inheritedOptions(), [name]: value })
}
