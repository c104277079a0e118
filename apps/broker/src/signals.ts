/** Ctrl-C and SIGTERM: the first asks to stop, the second does not ask. */
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Calls `stop` at the first signal. Returns how to leave signals alone again. */
export function stopOnSignal(stop: () => void): () => void {
  let asked = false
  const heard = (signal: (typeof SIGNALS)[number]): void => {
    if (asked) process.exit(128 + constants.signals[signal])
    asked = true
    stop()
  }
  for (const signal of SIGNALS) process.on(signal, heard)
  return () => {
    for (const signal of SIGNALS) process.off(signal, heard)
  }
}
