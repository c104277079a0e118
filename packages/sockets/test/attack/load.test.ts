/** More than a socket can take, through real tcp: floods beside quiet peers, peers that never read, senders that never wait. */
import { command, frame, latin1, message } from '@tszmq/testkit'
import { Context, Dealer, Subscriber } from '../../src/index.ts'
import { Victim } from './victim.ts'

let victim: Victim
beforeAll(async () => (victim = await Victim.start()))
afterEach(() => victim.close())
afterAll(() => victim.stop())

const percentile = (values: number[], share: number): number =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] as number

describe('one peer that floods', () => {
  it('J4, S21: does not starve 50 quiet ones: their questions are answered while it goes on', async () => {
    await victim.open('Router')
    await victim.underAttack(async () => {
      const flooder = await victim.insider()
      const burst = Buffer.concat(Array.from({ length: 2000 }, () => message(latin1('flood'))))
      let flooding = true
      const flood = (async () => {
        while (flooding && !flooder.closed) await flooder.write(burst)
      })()
      const context = new Context()
      const quiet = Array.from({ length: 50 }, () => new Dealer({ context, linger: 0 }))
      for (const dealer of quiet) dealer.connect(victim.endpoint)
      const times: number[] = []
      for (let round = 0; round < 5; round++) {
        for (const dealer of quiet) {
          const began = performance.now()
          await dealer.send('question')
          await dealer.receive({ timeout: 2000 })
          // The first question of each waits for its handshake too.
          if (round > 0) times.push(performance.now() - began)
        }
      }
      flooding = false
      flooder.destroy()
      await flood
      await Promise.all(quiet.map((dealer) => dealer[Symbol.asyncDispose]()))
      expect(times.length).toBe(200)
      expect(percentile(times, 0.99)).toBeLessThan(250)
    })
  })
})

describe('a peer that never reads', () => {
  it('J6, R8: costs a Publisher its high-water mark and no more, while a good subscriber is served', async () => {
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
    })
  })

  it('J6: makes a Push that sends to it alone wait, and its memory stays as it was', async () => {
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

  it('J6: is not asked for more than a Reply can answer', async () => {
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
  it('J6, R9: stops its peer: what is not read stays in the system and at the sender', async () => {
    await victim.open('XSubscriber', { receiveHighWaterMark: 10 }, { deaf: true })
    const peer = await victim.insider()
    const before = await victim.health()
    const burst = Buffer.concat(Array.from({ length: 64 }, () => frame(0, new Uint8Array(16_384))))
    let written = 0
    let stuck = false
    while (!stuck && written < 64) {
      const taken = peer.write(burst).then(() => true)
      stuck = !(await Promise.race([taken, victim.health().then(() => victim.health()).then(() => false)]))
      written++
    }
    const after = await victim.health()
    expect(stuck).toBe(true)
    expect(after.live - before.live).toBeLessThan(4 << 20)
    expect(after.faults).toEqual([])
  })
})

describe('100,000 subscriptions of one Subscriber', () => {
  it('S10: are all active, and again after the publisher came back, at less than 300 bytes each', async () => {
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

describe('connections that come and go', () => {
  it('S13: 500 of them leave nothing behind', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      for (let i = 0; i < 25; i++) {
        const peers = await Promise.all(Array.from({ length: 20 }, () => victim.insider()))
        for (const [at, peer] of peers.entries()) {
          if (at % 2 === 0) peer.end()
          else peer.reset()
        }
      }
      expect(await victim.ask('eventCount', { type: 'accept', count: 501 })).toBe(true)
    })
  })
})
