/** The poller. A list of names, no logic. */
export { Zpoller } from './zpoller.ts'
export type { Pollable, ZpollerOptions } from './zpoller.ts'
