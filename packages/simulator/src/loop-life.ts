/**
 * One reactor from its first reader to its end, and what must never be: a timer early or once too often, a handler called after its
 * end, while its promise is pending or while the loop does not run, a message lost or out of order, a stop that does not stop.
 */
import { Pull, Push } from '@tszmq/sockets'
import type { Ticket, Zloop } from '@tszmq/zloop'
import type { SimNode, Simulation } from './simulation.ts'

/** Timers and tickets there are at once. */
const CROWD = 12
/** How often it is looked whether all is done. */
const LOOK_MS = 20
/** No system timer is later, unless the loop stands still or does not run. */
const LATE_MS = 2

interface Timed {
  readonly delay: number
  readonly times: number
  readonly made: number
  readonly slow: boolean
  id: number
  calls: number
  /** It has been called as often as it was to be, or was ended. */
  over: boolean
  busy: boolean
}

interface Issued {
  readonly slow: boolean
  ticket: Ticket
  due: number
  over: boolean
}

interface Read {
  readonly name: string
  readonly socket: Pull
  readonly push: Push
  readonly slow: boolean
  sent: number
  next: number
  ended: boolean
  busy: boolean
  /** How often each other reader was called while this one could have been. */
  readonly passedBy: Map<Read, number>
}

/** How a run is to end: -1 and 0 are what `start()` resolves with, an error is what it rejects with. */
type Outcome = 0 | -1 | Error

export class LoopLife {
  readonly #sim: Simulation
  readonly #node: SimNode
  readonly #loop: Zloop
  readonly #timers = new Set<Timed>()
  readonly #tickets = new Set<Issued>()
  readonly #readers: Read[] = []
  #controller = new AbortController()
  /** What the run that is under way must end with; undefined: nothing has stopped it yet. */
  #outcome: Outcome | undefined = undefined
  /** Handlers whose promises are pending. */
  #underWay = 0
  /** Since when it runs. */
  #began = 0
  /** Nobody adds, ends or stops anything any more. */
  #calm = false

  constructor(sim: Simulation, node: SimNode, loop: Zloop) {
    this.#sim = sim
    this.#node = node
    this.#loop = loop
  }

  /** What is still to be done, in words. */
  get missing(): string {
    const timers = [...this.#timers].filter(({ over }) => !over)
    const unread = this.#readers.filter(({ ended, next, sent }) => !ended && next < sent)
    return `${timers.length} timers, ${[...this.#tickets].filter(({ over }) => !over).length} tickets, ${unread.length} readers have something to do`
  }

  async live(): Promise<void> {
    const { random } = this.#sim.world
    const { runtime } = this.#node
    this.#loop.ticketDelay = random.below(60)
    for (let i = random.below(4); i > 0; i--) await this.#addReader(i)
    for (let i = random.below(CROWD); i > 0; i--) this.#add()
    // Something always comes, or the loop could stop for want of anything to do.
    if (this.#readers.length === 0) await this.#addReader(0)
    let over = false
    const running = this.#run(() => over)
    this.#sim.run(this.#node, () => running)
    const until = this.#sim.world.now + random.below(800)
    while (this.#sim.world.now < until) {
      await runtime.sleep(random.below(40))
      this.#feed()
      if (random.once(8)) this.#stopFromOutside()
    }
    this.#calm = true
    for (const timer of this.#timers) if (timer.times === 0) this.#endTimer(timer)
    while (!this.#done) await runtime.sleep(LOOK_MS)
    over = true
    this.#outcome ??= 0
    this.#loop.stop()
    await running
    await runtime.sleep(100)
    this.#checkRest()
  }

  /** Runs it until it is over, however often it is stopped meanwhile. */
  async #run(over: () => boolean): Promise<void> {
    while (!over()) {
      this.#controller = new AbortController()
      this.#outcome = undefined
      this.#began = this.#sim.world.now
      for (const { passedBy } of this.#readers) passedBy.clear()
      const got = await this.#loop.start({ signal: this.#controller.signal }).catch((error: unknown) => error as Error)
      this.#log(`ends with ${String(got)}`)
      if (got !== this.#outcome) this.#fail(`the loop ended with ${String(got)} and not with ${String(this.#outcome)}`)
      if (this.#underWay > 0) this.#fail(`the loop ended while ${this.#underWay} handlers were under way`)
      if (this.#loop.running) this.#fail('the loop runs, and its start() has resolved')
      if (!over()) await this.#node.runtime.sleep(this.#sim.world.random.below(50))
    }
  }

  // ---- what there is

  #add(): void {
    if (this.#timers.size + this.#tickets.size > CROWD) return
    if (this.#sim.world.random.once(2)) this.#addTimer()
    else this.#addTicket()
  }

  #addTimer(): void {
    const { random, now } = this.#sim.world
    const delay = random.pick([0, 1, 3, 10, 50])
    const timer: Timed = {
      delay: Math.max(1, delay),
      times: random.pick([1, 2, 5, 0]),
      made: now,
      slow: random.once(4),
      id: 0,
      calls: 0,
      over: false,
      busy: false,
    }
    timer.id = this.#loop.timer(delay, timer.times, (_, id) => this.#beat(timer, id))
    this.#timers.add(timer)
  }

  #addTicket(): void {
    const { random, now } = this.#sim.world
    const issued = { slow: random.once(4), due: now + Math.max(1, this.#loop.ticketDelay ?? 0), over: false } as Issued
    issued.ticket = this.#loop.ticket((_, ticket) => this.#expire(issued, ticket))
    this.#tickets.add(issued)
  }

  async #addReader(number: number): Promise<void> {
    const { context, sockets, name } = this.#node
    const push = new Push({ context })
    const socket = new Pull({ context })
    sockets.push(push, socket)
    const endpoint = `inproc://${name}-${number}`
    await socket.bind(endpoint)
    push.connect(endpoint)
    const { random } = this.#sim.world
    const reader: Read = {
      name: `reader ${number}`,
      socket,
      push,
      slow: random.once(4),
      sent: 0,
      next: 0,
      ended: false,
      busy: false,
      passedBy: new Map(),
    }
    this.#readers.push(reader)
    this.#loop.reader(socket, () => this.#read(reader))
  }

  #feed(): void {
    const { random } = this.#sim.world
    for (const reader of this.#readers) {
      for (let i = random.below(random.pick([1, 5, 60])); i > 0; i--) if (reader.push.trySend(reader.sent)) reader.sent++
    }
  }

  // ---- what is called

  #beat(timer: Timed, id: number): unknown {
    const { now } = this.#sim.world
    this.#called('a timer', timer)
    timer.calls++
    const due = timer.made + timer.calls * timer.delay
    if (id !== timer.id) this.#fail(`timer ${timer.id} is called ${id}`)
    if (now < due) this.#fail(`a timer of ${timer.delay} ms came ${due - now} ms early at its call number ${timer.calls}`)
    if (timer.calls === 1) this.#checkLate('a timer', due)
    if (timer.calls === timer.times) this.#forget(timer)
    return this.#do(timer)
  }

  #expire(issued: Issued, ticket: Ticket): unknown {
    const { now } = this.#sim.world
    this.#called('a ticket', issued)
    if (now < issued.due) this.#fail(`a ticket came ${issued.due - now} ms early`)
    if (ticket !== issued.ticket || ticket.pending) this.#fail('a ticket that has expired is pending, or another')
    this.#checkLate('a ticket', issued.due)
    issued.over = true
    this.#tickets.delete(issued)
    return this.#do({ slow: issued.slow, busy: false })
  }

  #read(reader: Read): unknown {
    this.#called('a reader', { over: reader.ended, busy: reader.busy })
    this.#checkFair(reader)
    const message = reader.socket.tryReceive()
    if (message === undefined) this.#fail(`${reader.name} was called, and there was nothing to receive`)
    this.#checkNext(reader, Number(message[0]))
    return this.#do(reader)
  }

  /** What handlers do: nothing, something to others, or stop the loop; at once or after a while. */
  #do(of: { readonly slow: boolean; busy: boolean }): unknown {
    const { random } = this.#sim.world
    if (!of.slow || random.once(2)) return this.#act()
    of.busy = true
    this.#underWay++
    return this.#node.runtime.sleep(random.below(30)).then(() => {
      of.busy = false
      this.#underWay--
      return this.#act()
    })
  }

  #act(): unknown {
    const { random } = this.#sim.world
    if (this.#calm) return undefined
    if (random.once(4)) this.#meddle()
    if (random.once(40)) return this.#stop()
    return random.pick([undefined, 0, 1, '-1'])
  }

  #meddle(): void {
    const { random } = this.#sim.world
    const timer = [...this.#timers][random.below(CROWD)]
    const issued = [...this.#tickets][random.below(CROWD)]
    const reader = this.#readers[random.below(12)]
    switch (random.below(6)) {
      case 0:
        return timer === undefined ? undefined : this.#endTimer(timer)
      case 1:
        return issued === undefined ? undefined : this.#deleteTicket(issued)
      case 2:
        return issued === undefined ? undefined : this.#resetTicket(issued)
      case 3:
        return reader === undefined || random.once(2) ? undefined : this.#endReader(reader)
      case 4:
        this.#loop.ticketDelay = random.below(60)
        return undefined
      default:
        return this.#add()
    }
  }

  #endTimer(timer: Timed): void {
    if (!this.#loop.timerEnd(timer.id)) this.#fail('a timer that was not over could not be ended')
    if (this.#loop.timerEnd(timer.id)) this.#fail('a timer could be ended twice')
    this.#forget(timer)
  }

  #forget(timer: Timed): void {
    timer.over = true
    this.#timers.delete(timer)
  }

  #deleteTicket(issued: Issued): void {
    if (!this.#loop.ticketDelete(issued.ticket)) this.#fail('a ticket that was pending could not be deleted')
    issued.over = true
    this.#tickets.delete(issued)
  }

  #resetTicket(issued: Issued): void {
    if (!this.#loop.ticketReset(issued.ticket)) this.#fail('a ticket that was pending could not be reset')
    issued.due = this.#sim.world.now + Math.max(1, this.#loop.ticketDelay ?? 0)
  }

  /** What it has not read stays in its socket. */
  #endReader(reader: Read): void {
    if (this.#loop.readerEnd(reader.socket) === reader.ended) this.#fail(`${reader.name} could be ended twice, or not at all`)
    reader.ended = true
  }

  // ---- stops

  /** What a handler returns to stop the loop; or it throws. */
  #stop(): unknown {
    const { random } = this.#sim.world
    const how = random.below(3)
    if (how === 0) {
      this.#outcome ??= -1
      return -1
    }
    if (how === 1) {
      this.#stopFromOutside()
      return undefined
    }
    // No error is lost: it counts more than what stopped the loop before it.
    if (this.#outcome instanceof Error) return undefined
    throw (this.#outcome = new Error('thrown by a handler'))
  }

  #stopFromOutside(): void {
    if (!this.#loop.running) return
    this.#outcome ??= 0
    if (this.#sim.world.random.once(2)) this.#loop.stop()
    else this.#controller.abort()
    if (this.#loop.running) this.#fail('the loop runs on after it was stopped')
  }

  // ---- what must be

  #called(what: string, { over, busy = false }: { readonly over: boolean; readonly busy?: boolean }): void {
    this.#log(`calls ${what}`)
    if (over) this.#fail(`${what} was called after its end`)
    if (busy) this.#fail(`${what} was called while its promise was pending`)
    if (!this.#loop.running || this.#outcome !== undefined) this.#fail(`${what} was called while the loop did not run`)
  }

  /** Where nothing stood still meanwhile. */
  #checkLate(what: string, due: number): void {
    const { now } = this.#sim.world
    const stalled = this.#sim.faults.some(({ kind }) => kind === 'stall')
    if (!stalled && due > this.#began && now > due + LATE_MS) this.#fail(`${what} came ${now - due} ms late`)
  }

  /** Nobody is called twice while another that can be read waits. */
  #checkFair(called: Read): void {
    called.passedBy.clear()
    for (const reader of this.#readers) {
      if (reader === called || reader.ended || reader.busy) continue
      const times = reader.socket.readable ? (reader.passedBy.get(called) ?? 0) + 1 : 0
      reader.passedBy.set(called, times)
      if (times > 1) this.#fail(`${called.name} was called twice while ${reader.name} waited`)
    }
  }

  #checkNext(reader: Read, number: number): void {
    if (number !== reader.next) this.#fail(`${reader.name} received message ${number} instead of ${reader.next}`)
    reader.next++
  }

  get #done(): boolean {
    const read = this.#readers.every(({ ended, next, sent }) => ended || next === sent)
    return read && this.#timers.size === 0 && this.#tickets.size === 0 && this.#loop.running
  }

  /** What nobody has read is all there. */
  #checkRest(): void {
    for (const reader of this.#readers) {
      for (let message = reader.socket.tryReceive(); message !== undefined; message = reader.socket.tryReceive()) {
        this.#checkNext(reader, Number(message[0]))
      }
      if (reader.next !== reader.sent) this.#fail(`${reader.name} has ${reader.next} of ${reader.sent} messages`)
    }
  }

  #log(text: string): void {
    this.#sim.world.log(`${this.#node.name} ${text}`)
  }

  #fail(what: string): never {
    return this.#sim.fail(`${this.#node.name}: ${what}`)
  }
}
