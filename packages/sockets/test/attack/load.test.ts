/** Overload through real tcp: floods beside quiet peers, peers that never read, senders that never wait. */
import { attackLimit, attackSize } from '@tszmq/fuzzer'
import { RawPeer, command, frame, hex, latin1, message } from '@tszmq/testkit'
import { Context, Dealer, Pull, Subscriber } from '../../src/index.ts'
import { PeerProcess } from './peer-process.ts'
import { percentile } from './percentile.ts'
import { Victim } from './victim.ts'

// Ids of threats: docs/threats.md.

let victim: Victim
beforeAll(async () => (victim = await Victim.start()))
afterEach(() => victim.close())
afterAll(() => victim.stop())

describe('one peer that floods', () => {
  const QUIET = attackSize({
    full: { peers: 100, rounds: 20, p99: 50, most: 250 },
    // Other tests run beside this one: the figures are held by the full size.
    short: { peers: 50, rounds: 5, p99: 250, most: 1000 },
  })

  it(
    'J4, S21: does not starve quiet peers: their requests are answered meanwhile',
    async () => {
      const { peers, rounds, p99, most } = QUIET
      await victim.open('Router')
      await victim.underAttack(async () => {
        const port = victim.endpoint.split(':')[2] as string
        await using flooder = new PeerProcess('flooder.mjs', port, hex(RawPeer.hello('DEALER')), hex(message(latin1('flood'))))
        await flooder.nextMessage()
        const context = new Context()
        const quiet = Array.from({ length: peers }, () => new Dealer({ context, linger: 0 }))
        for (const dealer of quiet) dealer.connect(victim.endpoint)
        const times: number[] = []
        for (let round = 0; round <= rounds; round++) {
          for (const dealer of quiet) {
            const began = performance.now()
            await dealer.send('question')
            await dealer.receive({ timeout: 2000 })
            // The first question of each waits for its handshake too.
            if (round > 0) times.push(performance.now() - began)
          }
        }
        await Promise.all(quiet.map((dealer) => dealer[Symbol.asyncDispose]()))
        expect((await victim.heard()).count).toBeGreaterThan(100 * times.length)
        expect(percentile(times, 0.99)).toBeLessThan(p99)
        expect(Math.max(...times)).toBeLessThan(most)
      })
    },
    attackLimit(2),
  )
})

describe('a program that never waits for its sends', () => {
  /** Bytes more than before: of the process when the last was sent, and of objects in use a turn later. */
  interface Piled {
    readonly refused: number
    readonly codes: string[]
    readonly peak: number
    readonly kept: number
  }

  it(
    'J7: keeps 100,000 of a million messages, gets EAGAIN for the rest, and uses no more memory than that',
    async () => {
      const count = attackSize({ full: 1_000_000, short: 150_000 })
      await victim.open('Push')
      await victim.underAttack(async () => {
        const { refused, codes, peak, kept } = await victim.ask<Piled>('pile', { count })
        expect([refused, codes]).toEqual([count - 100_000, ['EAGAIN']])
        // With the promises that the program itself makes of what it is given.
        expect(kept).toBeLessThan(100_000 * 1000)
        expect(peak).toBeLessThan(100_000 * 1000 + refused * 500)
        await using good = new Pull({ context: new Context() })
        good.connect(victim.endpoint)
        for (let i = 0; i < 100_000; i++) await good.receive({ timeout: 1000 })
        // A million promises at once leave holes in the heap's pages.
      }, 16 << 20)
    },
    attackLimit(1),
  )
})

describe('a peer that never reads', () => {
  it('J6, R8: makes a Publisher queue no more than its high-water mark, while a good subscriber is served', async () => {
    await victim.open('Publisher', { sendHighWaterMark: 100 })
    await victim.underAttack(async () => {
      const deaf = await victim.insider()
      await deaf.write(command('SUBSCRIBE'))
      expect(await victim.ask('topics', { count: 1 })).toBe(true)
      deaf.pause()
      const before = await victim.health()
      // 100 MiB, of which the system's buffers take some and our queue 100 KiB.
      await victim.ask('send', { count: 100_000, size: 1024 })
      const after = await victim.health()
      expect(after.live - before.live).toBeLessThan(4 << 20)
      const drops = await victim.ask<Record<string, number>>('drops')
      expect(drops['high-water-mark']).toBeGreaterThan(80_000)
      // What was published were 100 MiB in small pieces, which leave holes in the allocator's pages.
    }, 32 << 20)
  })

  it('J6: makes a Push that sends only to it wait, whose memory does not grow', async () => {
    await victim.open('Push', { sendTimeout: 100 })
    await victim.underAttack(async () => {
      const deaf = await victim.insider()
      deaf.pause()
      const before = await victim.health()
      await expect(victim.ask('send', { count: 100_000, size: 1024 })).rejects.toThrow('EAGAIN')
      const after = await victim.health()
      expect(after.live - before.live).toBeLessThan(8 << 20)
      deaf.destroy()
      await victim.ask('peers', { count: 0 })
    })
  })

  it('J6: makes a Reply receive no more requests than it can answer', async () => {
    await victim.open('Router', { sendHighWaterMark: 10, receiveHighWaterMark: 10 })
    await victim.underAttack(async () => {
      const deaf = await victim.insider()
      deaf.pause()
      const before = await victim.health()
      const questions = Buffer.concat(Array.from({ length: 500 }, () => message(new Uint8Array(1000))))
      for (let i = 0; i < 40; i++) await deaf.write(questions)
      await victim.serves()
      const after = await victim.health()
      expect(after.live - before.live).toBeLessThan(8 << 20)
    })
  })
})

describe('a receiver that does not receive', () => {
  it('J6, R9: makes its peer wait: unread messages stay in the system and at the sender', async () => {
    await victim.open('XSubscriber', { receiveHighWaterMark: 10 }, { deaf: true })
    const peer = await victim.insider()
    const before = await victim.health()
    const burst = Buffer.concat(Array.from({ length: 64 }, () => frame(0, new Uint8Array(16_384))))
    let written = 0
    let stuck = false
    while (!stuck && written < 64) {
      const taken = peer.write(burst).then(() => true)
      stuck = !(await Promise.race([
        taken,
        victim
          .health()
          .then(() => victim.health())
          .then(() => false),
      ]))
      written++
    }
    const after = await victim.health()
    expect(stuck).toBe(true)
    expect(after.live - before.live).toBeLessThan(4 << 20)
    expect(after.faults).toEqual([])
  })
})

describe('100,000 subscriptions of one Subscriber', () => {
  it('S10: are all active, also after the publisher was restarted, and use less than 300 bytes each', async () => {
    const COUNT = 100_000
    const subscriber = new Subscriber({ context: new Context(), reconnectInterval: 10, linger: 0 })
    const topics = Array.from({ length: COUNT }, (_, i) => `topic ${(i * 7919) % COUNT} end`)
    try {
      await victim.open('Publisher')
      const { endpoint } = victim
      const before = await victim.health()
      subscriber.subscribe(...topics)
      subscriber.connect(endpoint)
      expect(await victim.ask('topics', { count: COUNT, within: 10_000 })).toBe(true)
      const after = await victim.health()
      expect((after.live - before.live) / COUNT).toBeLessThan(300)
      const first = topics[0] as string
      const last = topics[COUNT - 1] as string
      for (const message of [[first], ['nobody wants this'], [last]]) await victim.ask('sendMessage', { message })
      expect(String((await subscriber.receive({ timeout: 5000 }))[0])).toBe(first)
      expect(String((await subscriber.receive({ timeout: 5000 }))[0])).toBe(last)

      await victim.ask('close')
      await victim.open('Publisher', {}, { endpoint })
      expect(await victim.ask('topics', { count: COUNT, within: 10_000 })).toBe(true)
      for (const message of [[last], [first]]) await victim.ask('sendMessage', { message })
      expect(String((await subscriber.receive({ timeout: 5000 }))[0])).toBe(last)
      expect(String((await subscriber.receive({ timeout: 5000 }))[0])).toBe(first)
    } finally {
      await subscriber[Symbol.asyncDispose]()
    }
  })
})
