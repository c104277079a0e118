/** The list of tickets: in order of when they are due, with equal delays at no cost. */
import { ListedTicket, TicketList } from '../src/ticket-list.ts'

const make = (): ListedTicket => new ListedTicket(new TicketList(), () => undefined)

/** When they are due, from the front. */
function dues(list: TicketList): number[] {
  const all: number[] = []
  for (let ticket = list.first; ticket !== undefined; ticket = ticket.later) all.push(ticket.due)
  return all
}

describe('the list of tickets', () => {
  it('is in order of when they are due, whatever comes and goes', () => {
    const list = new TicketList()
    const tickets = [5, 5, 9, 3, 7, 5].map((due) => {
      const ticket = make()
      list.add(ticket, due)
      return ticket
    })
    expect(dues(list)).toEqual([3, 5, 5, 5, 7, 9])
    for (const ticket of [tickets[3]!, tickets[2]!, tickets[0]!]) {
      list.remove(ticket)
      list.remove(ticket)
      expect(ticket.pending).toBe(false)
    }
    expect(dues(list)).toEqual([5, 5, 7])
    expect(list.size).toBe(3)
    for (let first = list.first; first !== undefined; first = list.first) list.remove(first)
    expect(list.size).toBe(0)
    list.add(tickets[0]!, 1)
    expect(dues(list)).toEqual([1])
  })

  it('looks at no more than the last ticket for a new one that is due after it', () => {
    const list = new TicketList()
    let looks = 0
    for (let i = 0; i < 10_000; i++) {
      const ticket = make()
      list.add(ticket, i)
      Object.defineProperty(ticket, 'due', {
        get: () => {
          looks++
          return i
        },
        set: () => undefined,
      })
    }
    expect(looks).toBeLessThanOrEqual(10_000)
  })
})
