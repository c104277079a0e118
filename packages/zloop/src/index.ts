/** The reactor. A list of names, no logic. */
export type { Ticket } from './ticket-list.ts'
export { Zloop } from './zloop.ts'
export type { ReaderHandler, TicketHandler, TimerHandler, ZloopOptions, ZloopReadable } from './zloop.ts'
