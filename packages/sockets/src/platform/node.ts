/** Node, Bun, Deno and Electron: tcp and ipc, worker threads, and the process. */
import { IpcTransport, TcpTransport } from '@tszmq/transports'
import { ThreadDirectory } from '@tszmq/transports/internal'
import { nodeCryptography } from './node-cryptography.ts'
import { nodeRuntime } from './node-runtime.ts'
import type { Platform } from './platform.ts'

export const platform: Platform = {
  runtime: nodeRuntime,
  createTransports: () => [new TcpTransport(), new IpcTransport()],
  createThreadDirectory: () =>
    ThreadDirectory.create(
      (fn) => nodeRuntime.yield(fn),
      () => nodeRuntime.now(),
      () => nodeRuntime.date().getTime(),
    ),
  warn: (text) => process.emitWarning(text),
  cryptography: nodeCryptography,
}
