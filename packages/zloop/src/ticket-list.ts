/**
 * Tickets, the one that is due first at the front. They all have the same delay, so that a new one belongs at the end: each costs
 * the same, however many there are. It knows no clock and calls nothing.
 */
import type { TicketHandler } from './zloop.ts'

/** A handle for `ticketReset` and `ticketDelete`. */
export interface Ticket {
  /** It can still expire: it was neither deleted nor has it expired. */
  readonly pending: boolean
}

/** What is in the list. */
export class ListedTicket implements Ticket {
  /** Where it belongs, also while it is not in it. */
  readonly list: TicketList
  readonly handler: TicketHandler
  pending = false
  due = 0
  /** A ticket expires once, so that its handler is never called while it is under way. */
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

  /** Whoever is due first. */
  get first(): ListedTicket | undefined {
    return this.#first
  }

  /** Puts `ticket` behind all that are due before it, or when it is. That is the end, unless the delay was made shorter. */
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
