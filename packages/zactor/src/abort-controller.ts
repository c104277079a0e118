/** Controllers of signals that many operations wait for at a time. */

/** What this module uses of Node's `process`. */
interface Host {
  getBuiltinModule?(name: string): { setMaxListeners?(count: number, ...targets: object[]): void } | undefined
}

/** A controller whose signal takes any number of listeners. Node warns of a leak when an AbortSignal has more than ten. */
export function manyListeners(): AbortController {
  const controller = new AbortController()
  const { process } = globalThis as { process?: Host }
  process?.getBuiltinModule?.('node:events')?.setMaxListeners?.(0, controller.signal)
  return controller
}
