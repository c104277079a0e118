/** Makes an AbortController for any number of listeners. */

/** The part of Node's `process` that this module uses. */
interface Host {
  getBuiltinModule?(name: string): { setMaxListeners?(count: number, ...targets: object[]): void } | undefined
}

/** Returns a controller whose signal may have any number of listeners. Node warns of a leak beyond ten. */
export function manyListeners(): AbortController {
  const controller = new AbortController()
  const { process } = globalThis as { process?: Host }
  process?.getBuiltinModule?.('node:events')?.setMaxListeners?.(0, controller.signal)
  return controller
}
