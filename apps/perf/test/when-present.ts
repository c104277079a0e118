/** `it` for tests that need something which may be absent: skipped with the reason, or failed where all must be there. */
import { createRequire } from 'node:module'

export function itWhen(missing: string | undefined): (title: string, run: () => Promise<void>, limitMs?: number) => void {
  if (missing === undefined) return (title, run, limitMs) => it(title, run, limitMs)
  if (process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error(missing)
  return (title, run) => it.skip(`${title} (${missing})`, run)
}

export function whyNoModule(name: string): string | undefined {
  try {
    createRequire(__filename)(name)
    return undefined
  } catch (error) {
    return `${name} cannot be loaded: ${String(error).split('\n', 1).join()}`
  }
}
