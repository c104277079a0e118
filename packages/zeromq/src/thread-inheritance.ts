/**
 * Options of the default context, which a new worker thread takes over from the thread that starts it. A change after the start stays in
 * its thread: in the addon all threads share one context.
 */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

const KEY = 'tszmq.zeromq.context'

type Shared = Readonly<Record<string, number | boolean>>

/** The options that the starting thread had set; `undefined` if none were set. */
export function inheritedOptions(): Shared | undefined {
  return getEnvironmentData(KEY) as Shared | undefined
}

/** Lets worker threads that are started from now on take the option over. */
export function shareOption(name: string, value: number | boolean): void {
  setEnvironmentData(KEY, { ...inheritedOptions(), [name]: value })
}
