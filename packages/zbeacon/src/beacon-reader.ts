/**
 * What the actor says, sorted: beacons for who receives, host names for who configures. It reads only while somebody waits for either
 * or for an answer; of beacons that it had to read past, the latest 1000 stay.
 */
import type { Runtime, WaitOptions } from '@tszmq/sockets'
import { checkWaitOptions, Waiter } from '@tszmq/sockets/internal'
import type { Zactor } from '@tszmq/zactor'
import type { BeaconDrops } from './beacon-sieve.ts'
import type { ZbeaconCommands } from './zbeacon-actor.ts'

/** A beacon of somebody else. Nothing of it is proved, neither who sent it nor from where. */
export interface Beacon {
  /** The address it says that it came from. */
  readonly address: string
  /** At most 255 bytes. */
  readonly data: Buffer
}

const MAX_KEPT = 1000

export class BeaconReader {
  readonly #actor: Zactor<ZbeaconCommands>
  readonly #runtime: Runtime
  readonly #drops: BeaconDrops
  readonly #receivers: Waiter<Beacon>[] = []
  readonly #hostnames: ((hostname: string) => void)[] = []
  readonly #kept: Beacon[] = []
  #commands = 0
  /** Ends the reading that is under way. */
  #reading: AbortController | undefined = undefined

  constructor(actor: Zactor<ZbeaconCommands>, runtime: Runtime, drops: BeaconDrops) {
    this.#actor = actor
    this.#runtime = runtime
    this.#drops = drops
  }

  receive(options: WaitOptions = {}): Promise<Beacon> {
    return new Promise((resolve, reject) => {
      checkWaitOptions(options)
      const { timeout = -1, signal } = options
      const waiter = new Waiter<Beacon>(resolve, reject)
      if (signal?.aborted === true) return waiter.reject(signal.reason)
      const kept = this.#receivers.length === 0 ? this.#kept.shift() : undefined
      if (kept !== undefined) return waiter.resolve(kept)
      if (timeout === 0) return void this.#now().then(resolve, reject)
      this.#receivers.push(waiter)
      waiter.limit(this.#runtime, timeout, signal, 'receive()', () => {
        this.#receivers.splice(this.#receivers.indexOf(waiter), 1)
        this.#rest()
      })
      this.#read()
    })
  }

  /** Reads while `command` is under way: its answer comes behind the beacons that nobody has read. */
  async during(command: Promise<void>): Promise<void> {
    this.#commands++
    this.#read()
    try {
      await command
    } finally {
      this.#commands--
      this.#rest()
    }
  }

  /** The next host name: one comes for each CONFIGURE. Ask before it is sent. */
  hostname(): Promise<string> {
    return new Promise((resolve) => this.#hostnames.push(resolve))
  }

  /** A beacon that is there. Rejects with EAGAIN. */
  async #now(): Promise<Beacon> {
    for (;;) {
      const [first, data] = await this.#actor.receive({ timeout: 0 })
      if (data !== undefined) return { address: String(first), data }
      this.#hostnames.shift()?.(String(first))
    }
  }

  get #waiting(): boolean {
    return this.#receivers.length > 0 || this.#commands > 0
  }

  /** Nobody waits any more, and neither does it, which would keep the process alive. */
  #rest(): void {
    if (!this.#waiting) this.#reading?.abort()
  }

  #read(): void {
    if (this.#reading !== undefined) return
    const reading = new AbortController()
    this.#reading = reading
    this.#readOn(reading.signal).catch((error: unknown) => {
      this.#reading = undefined
      if (!reading.signal.aborted) for (const receiver of this.#receivers.splice(0)) receiver.reject(error)
      else if (this.#waiting) this.#read()
    })
  }

  async #readOn(signal: AbortSignal): Promise<void> {
    while (this.#waiting) this.#take(await this.#actor.receive({ signal }))
    this.#reading = undefined
  }

  #take([first, data]: readonly Buffer[]): void {
    if (data === undefined) return this.#hostnames.shift()?.(String(first))
    const beacon = { address: String(first), data }
    const receiver = this.#receivers.shift()
    if (receiver !== undefined) return receiver.resolve(beacon)
    this.#kept.push(beacon)
    if (this.#kept.length <= MAX_KEPT) return
    this.#kept.shift()
    this.#drops.unread++
  }
}
