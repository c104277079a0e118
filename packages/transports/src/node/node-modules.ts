/**
 * Loads Node's built-in modules at their first use. `node:net` and `node:dns` take longer to load than this package, and a browser, which
 * parses endpoints too, has none of them.
 */
import type * as DiagnosticsChannel from 'node:diagnostics_channel'
import type * as Dns from 'node:dns/promises'
import type * as Fs from 'node:fs'
import type * as Net from 'node:net'
import type * as Os from 'node:os'
import type * as WorkerThreads from 'node:worker_threads'

/** Returns `node:net`. */
export function nodeNet(): typeof Net {
  return process.getBuiltinModule('node:net')
}

/** Returns `node:dns/promises`. */
export function nodeDns(): typeof Dns {
  return process.getBuiltinModule('node:dns/promises')
}

/** Returns `node:os`. */
export function nodeOs(): typeof Os {
  return process.getBuiltinModule('node:os')
}

/** Returns `node:fs`. */
export function nodeFs(): typeof Fs {
  return process.getBuiltinModule('node:fs')
}

/** Returns `node:diagnostics_channel`. */
export function nodeDiagnosticsChannel(): typeof DiagnosticsChannel {
  return process.getBuiltinModule('node:diagnostics_channel')
}

/** Returns `node:worker_threads`, or undefined outside Node, Bun and Deno. */
export function nodeWorkerThreads(): typeof WorkerThreads | undefined {
  return process.getBuiltinModule?.('node:worker_threads')
}
