/** The reactor and the poller. A list of names, no logic. */
export type { Pollable } from '@tszmq/sockets'
export type { ZloopReadable } from './reader-list.ts'
export type { Ticket } from './ticket-list.ts'
export { Zloop } from './zloop.ts'
export type { ReaderHandler, TicketHandler, TimerHandler, ZloopOptions } from './zloop.ts'
export { Zpoller } from './zpoller.ts'
export type { ZpollerOptions } from './zpoller.ts'
