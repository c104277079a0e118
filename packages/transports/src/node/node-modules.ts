/**
 * Node's own modules, each loaded at its first use: loading `node:net` and `node:dns` takes longer than loading this package, and a browser,
 * where endpoints are parsed too, has none of them.
 */
import type * as DiagnosticsChannel from 'node:diagnostics_channel'
import type * as Dns from 'node:dns/promises'
import type * as Fs from 'node:fs'
import type * as Net from 'node:net'
import type * as Os from 'node:os'
import type * as WorkerThreads from 'node:worker_threads'

export function nodeNet(): typeof Net {
  return process.getBuiltinModule('node:net')
}

export function nodeDns(): typeof Dns {
  return process.getBuiltinModule('node:dns/promises')
}

export function nodeOs(): typeof Os {
  return process.getBuiltinModule('node:os')
}

export function nodeFs(): typeof Fs {
  return process.getBuiltinModule('node:fs')
}

export function nodeDiagnosticsChannel(): typeof DiagnosticsChannel {
  return process.getBuiltinModule('node:diagnostics_channel')
}

/** Undefined outside Node, Bun and Deno. */
export function nodeWorkerThreads(): typeof WorkerThreads | undefined {
  return process.getBuiltinModule?.('node:worker_threads')
}
