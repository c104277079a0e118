/** The poller. A list of names, no logic. */
export type { Pollable } from '@tszmq/sockets'
export { Zpoller } from './zpoller.ts'
export type { ZpollerOptions } from './zpoller.ts'
