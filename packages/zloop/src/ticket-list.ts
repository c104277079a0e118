/** Tickets in the order in which they are due. All have the same delay, so a new one goes to the end at a constant cost. */
import type { TicketHandler } from './zloop.ts'

/** A handle for `ticketReset` and `ticketDelete`. */
export interface Ticket {
  /** True until the ticket expires or is deleted. */
  readonly pending: boolean
}

/** A ticket with its place in the list. */
export class ListedTicket implements Ticket {
  /** The list that it belongs to, even while it is not in it. */
  readonly list: TicketList
  readonly handler: TicketHandler
  pending = false
  due = 0
  /** Set while the handler is pending, as of readers and timers. A ticket expires once, so nothing depends on it. */
  busy = false
  earlier: ListedTicket | undefined = undefined
  later: ListedTicket | undefined = undefined

  constructor(list: TicketList, handler: TicketHandler) {
    this.list = list
    this.handler = handler
  }
}

export class TicketList {
  #first: ListedTicket | undefined = undefined
  #last: ListedTicket | undefined = undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The ticket that is due first. */
  get first(): ListedTicket | undefined {
    return this.#first
  }

  /** Puts `ticket` behind all that are due before it or at the same time. That is the end, unless the delay was made shorter. */
  add(ticket: ListedTicket, due: number): void {
    let before = this.#last
    while (before !== undefined && before.due > due) before = before.earlier
    ticket.due = due
    ticket.pending = true
    ticket.earlier = before
    ticket.later = before === undefined ? this.#first : before.later
    if (ticket.earlier === undefined) this.#first = ticket
    else ticket.earlier.later = ticket
    if (ticket.later === undefined) this.#last = ticket
    else ticket.later.earlier = ticket
    this.#size++
  }

  remove(ticket: ListedTicket): void {
    if (!ticket.pending) return
    if (ticket.earlier === undefined) this.#first = ticket.later
    else ticket.earlier.later = ticket.later
    if (ticket.later === undefined) this.#last = ticket.earlier
    else ticket.later.earlier = ticket.earlier
    ticket.earlier = ticket.later = undefined
    ticket.pending = false
    this.#size--
  }
}
