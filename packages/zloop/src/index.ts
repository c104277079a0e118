/** The reactor. A list of names, no logic. */
export type { ZloopReadable } from './reader-list.ts'
export type { Ticket } from './ticket-list.ts'
export { Zloop } from './zloop.ts'
export type { ReaderHandler, TicketHandler, TimerHandler, ZloopOptions } from './zloop.ts'
