/** Attacks by valid traffic, through real tcp: floods, partial messages, subscriptions, names, routing ids. */
import { PROTOTYPE_NAMES, attackLimit, attackSize } from '@tszmq/fuzzer'
import { RawListener, RawPeer, command, frame, greeting, hex, join, latin1, message, ready, turn, wire } from '@tszmq/testkit'
import { Context, Dealer, Pull, Subscriber } from '../../src/index.ts'
import { Victim } from './victim.ts'

// Ids of threats: docs/threats.md.

let victim: Victim
beforeAll(async () => (victim = await Victim.start()))
afterEach(() => victim.close())
afterAll(() => victim.stop())

const notGood = (heard: string[][]): string[][] => heard.filter((frames) => !frames.at(-1)?.startsWith('good'))

describe('a partial message', () => {
  it(
    'L4: from a server that closes after it, repeatedly, is neither delivered nor kept (rule 44)',
    async () => {
      const cycles = attackSize({ full: 10_000, short: 300 })
      await victim.open('Pull', { reconnectInterval: 1 })
      await victim.underAttack(async () => {
        let connections = 0
        const half = join(RawPeer.hello('PUSH'), wire("01 05 'hello'"))
        await new Promise<void>((resolve) => {
          void victim.lure((peer) => {
            if (++connections > cycles) return resolve()
            void peer
              .write(half)
              .then(() => peer.until(() => peer.bytes > 64))
              .then(() => peer.end())
          })
        })
      })
      expect(notGood((await victim.heard()).heard)).toEqual([])
    },
    attackLimit(5),
  )

  it.each(['Push', 'Dealer'] as const)(
    'L21: of a %s that loses its peer is not continued with the next one (rules 7, 44)',
    async (type) => {
      await victim.open(type)
      const size = 100_000
      await victim.underAttack(async () => {
        const first = await victim.insider()
        const parts = Array.from({ length: 30 }, (_, i) =>
          String(i)
            .padStart(2, '0')
            .repeat(size / 2),
        )
        await victim.ask('sendMessage', { message: parts })
        await first.until(() => first.bytes > size)
        first.reset()
        await victim.saw('disconnect')
        await using next = type === 'Push' ? new Pull({ context: new Context() }) : new Dealer({ context: new Context() })
        next.connect(victim.endpoint)
        await victim.ask('sendMessage', { message: ['a', 'b'] })
        const received = await next.receive({ timeout: 1000 })
        expect(received.map(String)).toEqual(['a', 'b'])
      })
    },
  )
})

describe('a publisher', () => {
  it('L7: drops and counts a million frames that are neither subscription nor cancellation', async () => {
    await victim.open('Publisher')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const thousand = Buffer.from('000402787878'.repeat(1000), 'hex')
      for (let i = 0; i < 1000; i++) await peer.write(thousand)
      const last = victim.ask('topics', { count: 1 })
      await peer.write(command('SUBSCRIBE', latin1('end')))
      expect(await last).toBe(true)
    })
    expect(await victim.ask('drops')).toMatchObject({ unexpected: 1_000_000 })
  })

  it('L6: accepts a topic of 64 KiB and its cancellation, and closes the connection for one of 1 MiB', async () => {
    await victim.open('XPublisher')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const topic = new Uint8Array(65_536).fill(0x41)
      await peer.write(command('SUBSCRIBE', topic))
      expect(await victim.ask('topics', { count: 1 })).toBe(true)
      await peer.write(command('CANCEL', topic))
      expect(await victim.ask('topics', { count: 0 })).toBe(true)
      void peer.write(command('SUBSCRIBE', new Uint8Array(1 << 20).fill(0x41)))
      await peer.untilClosed()
      expect(await victim.saw('disconnect', 'ERR_ZMTP_TOPIC_LENGTH')).toBe(true)
    })
  })

  it('L14: ignores the cancellation of a topic without subscription, and a subscription of two frames', async () => {
    await victim.open('XPublisher')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      await peer.write(command('CANCEL', latin1('never')), message(wire("00 'never'")))
      const arrived = victim.ask('expect', { text: '\x01topic' })
      await peer.write(message(latin1('user'), wire("01 'topic'")))
      await arrived
      expect(await victim.ask('topics', { count: 0 })).toBe(true)
    })
    expect((await victim.heard()).heard).toContainEqual(['user', '\x01topic'])
    expect((await victim.heard()).heard.flat()).not.toContain('\x00never')
  })

  it('Z12: disconnects a subscriber beyond maxSubscriptionsPerPeer and removes all its topics', async () => {
    await victim.open('Publisher', { maxSubscriptionsPerPeer: 5000 })
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const topics = Array.from({ length: 5001 }, (_, i) => command('SUBSCRIBE', latin1(`topic ${i}`)))
      void peer.write(...topics)
      await peer.untilClosed()
      expect(await victim.ask('topics', { count: 0 })).toBe(true)
    })
  })

  it('Z12: uses at most 300 bytes for each of 50,000 random subscriptions, and none after they are cancelled', async () => {
    await victim.open('Publisher')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const before = await victim.health()
      let seed = 1
      const random = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 24
      const topics = Array.from({ length: 50_000 }, () => command('SUBSCRIBE', Uint8Array.from({ length: 16 }, random)))
      void peer.write(...topics)
      expect(await victim.ask('topics', { count: 50_000 })).toBe(true)
      const after = await victim.health()
      expect((after.live - before.live) / 50_000).toBeLessThan(300)
      peer.destroy()
      expect(await victim.ask('topics', { count: 0 })).toBe(true)
      // They were 15 MiB of small objects.
    }, 32 << 20)
  })

  it(
    'Z12: has no topics after a million cycles of subscribing and cancelling',
    async () => {
      const cycles = attackSize({ full: 1_000_000, short: 100_000 })
      await victim.open('Publisher')
      await victim.underAttack(async () => {
        const peer = await victim.insider()
        const cycle = join(
          command('SUBSCRIBE', latin1('abc')),
          command('SUBSCRIBE', latin1('abd')),
          command('CANCEL', latin1('abc')),
          command('CANCEL', latin1('abd')),
        )
        const thousand = Buffer.concat(Array.from({ length: 1000 }, () => cycle))
        for (let done = 0; done < cycles; done += 2000) await peer.write(thousand)
        await peer.write(command('SUBSCRIBE', latin1('end')))
        expect(await victim.ask('topics', { count: 1, within: 10_000 })).toBe(true)
        await peer.write(command('CANCEL', latin1('end')))
        expect(await victim.ask('topics', { count: 0 })).toBe(true)
      })
    },
    attackLimit(2),
  )

  // As libzmq: a SUB sends every SUBSCRIBE, and CANCEL with the last one only.
  it('Z12: removes the topic of a peer with one cancellation, however often it subscribed, and not those of others', async () => {
    await victim.open('Publisher')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const subscribe = command('SUBSCRIBE', latin1('dup'))
      const cancel = command('CANCEL', latin1('dup'))
      const other = await victim.insider()
      await other.write(subscribe, command('SUBSCRIBE', latin1('other')))
      expect(await victim.ask('topics', { count: 2 })).toBe(true)
      await peer.write(subscribe, subscribe, subscribe, cancel, cancel, command('SUBSCRIBE', latin1('mark')))
      expect(await victim.ask('topics', { count: 3 })).toBe(true)
      await other.write(cancel)
      expect(await victim.ask('topics', { count: 2 })).toBe(true)
    })
  })
})

describe('a flood of PINGs', () => {
  const ping = command('PING', wire("00 00 'context'"))

  it('Z13: is answered with PONGs that do not accumulate, even if they are not read', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      peer.pause()
      const before = await victim.health()
      const thousand = Buffer.concat(Array.from({ length: 1000 }, () => ping))
      for (let i = 0; i < 500; i++) await peer.write(thousand)
      const arrived = victim.ask('expect', { text: 'after the flood' })
      await peer.write(message(latin1('after the flood')))
      await arrived
      const after = await victim.health()
      expect(after.live - before.live).toBeLessThan(2 << 20)
    })
  })

  it('Z13: unexpected PONGs are ignored', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const pongs = Buffer.concat(Array.from({ length: 100_000 }, () => command('PONG', latin1('x'))))
      const arrived = victim.ask('expect', { text: 'after the storm' })
      await peer.write(pongs, message(latin1('after the storm')))
      await arrived
    })
  })

  it('L17: returns each context unchanged, up to 16 bytes', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      for (const size of [0, 1, 15, 16, 17, 248]) {
        const peer = await victim.insider()
        const context = latin1('0123456789abcdef'.repeat(16).slice(0, size))
        void peer.write(command('PING', join(wire('00 00'), context)))
        if (size > 16) {
          await peer.untilClosed()
          continue
        }
        await peer.until(() => peer.frames.length > 1)
        expect(hex(peer.frames[1]?.body ?? new Uint8Array(0))).toBe(hex(join(wire("04 'PONG'"), context)))
      }
    })
  })
})

describe('a name of Object.prototype', () => {
  it('Z9: is a routing id like any other to a Router', async () => {
    await victim.open('Router')
    const before = await victim.ask<unknown>('prototype')
    await victim.underAttack(async () => {
      for (const name of PROTOTYPE_NAMES) {
        const peer = await victim.insider(['Identity', name], [name, 'property'])
        await peer.write(message(latin1('question')))
        await peer.until(() => peer.frames.length > 1)
        expect(String(peer.frames[1]?.body)).toBe('question')
      }
    })
    expect((await victim.heard()).heard.filter(([, text]) => text === 'question')).toEqual(
      PROTOTYPE_NAMES.map((name) => [name, 'question']),
    )
    expect(await victim.ask('prototype')).toEqual(before)
  })

  it('Z9: is a topic like any other to a Publisher', async () => {
    await victim.open('Publisher')
    const before = await victim.ask<unknown>('prototype')
    await victim.underAttack(async () => {
      await using subscriber = new Subscriber({ context: new Context() })
      subscriber.subscribe(...PROTOTYPE_NAMES)
      subscriber.connect(victim.endpoint)
      expect(await victim.ask('topics', { count: PROTOTYPE_NAMES.length })).toBe(true)
      for (const name of PROTOTYPE_NAMES) {
        await victim.ask('sendMessage', { message: [name] })
        expect(String((await subscriber.receive({ timeout: 1000 }))[0])).toBe(name)
      }
    })
    expect(await victim.ask('prototype')).toEqual(before)
  })

  it.each(PROTOTYPE_NAMES)('Z9: %s is an inproc name like any other', async (name) => {
    await victim.open('Pull')
    const context = new Context()
    await using a = new Dealer({ context })
    await using b = new Dealer({ context })
    a.connect(`inproc://${name}`)
    await b.bind(`inproc://${name}`)
    await a.send('x')
    expect(String((await b.receive({ timeout: 1000 }))[0])).toBe('x')
  })
})

describe('a routing id', () => {
  it('L22: in use keeps a new peer from being received until it is free', async () => {
    await victim.open('Router')
    await victim.underAttack(async () => {
      const first = await victim.insider(['Identity', 'same'])
      const second = await victim.insider(['Identity', 'same'])
      await second.write(message(latin1('from the second')))
      await first.write(message(latin1('from the first')))
      await first.until(() => first.frames.length > 1)
      expect(second.frames.length).toBe(1)
      first.destroy()
      await second.until(() => second.frames.length > 1)
      expect(String(second.frames[1]?.body)).toBe('from the second')
    })
  })

  it('L22: in use goes to the new peer with handover, and back when that one leaves', async () => {
    await victim.open('Router', { handover: true })
    await victim.underAttack(async () => {
      const first = await victim.insider(['Identity', 'same'])
      const second = await victim.insider(['Identity', 'same'])
      await first.write(message(latin1('unheard')))
      await second.write(message(latin1('mine now')))
      await second.until(() => second.frames.length > 1)
      expect(String(second.frames[1]?.body)).toBe('mine now')
      expect(first.frames.length).toBe(1)
      const third = await victim.insider(['Identity', 'same'])
      third.destroy()
      second.destroy()
      // What it sends before the victim sees the others gone is dropped.
      for (let tries = 0; first.frames.length === 1 && tries < 1000; tries++) {
        await first.write(message(latin1('mine again')))
        await turn()
      }
      expect(String(first.frames[1]?.body)).toBe('mine again')
    })
  })

  it('L22: that begins with a zero byte, or has more than 255 bytes, closes its connection', async () => {
    await victim.open('Router')
    await victim.underAttack(async () => {
      for (const identity of [wire('00 00 00 00 01'), wire('00'), new Uint8Array(256).fill(65), new Uint8Array(1000).fill(65)]) {
        const peer = await victim.attacker()
        void peer.write(greeting(), ready(['Socket-Type', 'DEALER'], ['Identity', identity]), message(latin1('x')))
        await peer.untilClosed()
      }
      const longest = await victim.insider(['Identity', new Uint8Array(255).fill(66)])
      await longest.write(message(latin1('long')))
      await longest.until(() => longest.frames.length > 1)
    })
  })

  it('L22: that changes after a reconnect does not replace the first one of an outgoing connection', async () => {
    await victim.open('Router', { reconnectInterval: 1 })
    await victim.underAttack(async () => {
      let connections = 0
      const answered = new Promise<void>((resolve) => {
        void victim.lure((peer) => {
          const name = `name ${++connections}`
          void peer.write(greeting(), ready(['Socket-Type', 'DEALER'], ['Identity', name]), message(latin1(`says ${name}`)))
          void peer.until(() => peer.frames.length > 1).then(() => (connections < 3 ? peer.end() : resolve()))
        })
      })
      await answered
    })
    const names = notGood((await victim.heard()).heard).map(([name]) => name)
    expect(names).toEqual(['name 1', 'name 1', 'name 1'])
  })
})

describe('a socket that connects to the wrong endpoint', () => {
  it('L16: waits between the interval and the maximum over dozens of failures', async () => {
    await victim.open('Pull', { reconnectInterval: 2, reconnectMaxInterval: 8 })
    const nobody = await RawListener.bind()
    const { endpoint } = nobody
    await nobody.close()
    await victim.underAttack(async () => {
      await victim.connect(endpoint)
      expect(await victim.ask('eventCount', { type: 'connect:retry', count: 50 })).toBe(true)
    })
    const waits = (await victim.events()).flatMap(({ type, interval }) => (type === 'connect:retry' ? [interval as number] : []))
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...waits)).toBeLessThanOrEqual(8)
  })

  it(
    'L20: never completes a handshake with itself, and tries again until a peer listens',
    async () => {
      await victim.open('Pull', { reconnectInterval: 1 })
      const { connecters, tries } = attackSize({ full: { connecters: 20, tries: 200_000 }, short: { connecters: 2, tries: 100 } })
      const nobody = await RawListener.bind()
      const { port } = nobody
      await nobody.close()
      await victim.underAttack(async () => {
        // From its own port it meets itself at each try. From a port of the system's choice it does so by chance, which is how it happens.
        await victim.connect(`tcp://127.0.0.1:${port};127.0.0.1:${port}`)
        for (let i = 1; i < connecters; i++) await victim.connect(`tcp://127.0.0.1:${port}`)
        expect(
          await victim.ask('eventCount', { type: 'connect:retry', count: tries, within: attackSize({ full: 400_000, short: 5000 }) }),
        ).toBe(true)
        const { connect = 0, handshake } = await victim.eventCounts()
        expect([connect, handshake]).toEqual([0, 1])
        const greeted = new Promise<void>((resolve, reject) => {
          RawListener.bind((peer) => void peer.until(() => peer.bytes > 0).then(resolve), port).then(
            (listener) => victim.keep(listener),
            reject,
          )
        })
        await greeted
      })
    },
    attackLimit(8),
  )

  it.each([0, -1])('L16: with an interval of %p does not try again', async (reconnectInterval) => {
    await victim.open('Pull', { reconnectInterval })
    const nobody = await RawListener.bind()
    const { endpoint } = nobody
    await nobody.close()
    await victim.underAttack(async () => {
      await victim.connect(endpoint)
      expect(await victim.saw('close')).toBe(true)
    })
    expect((await victim.events()).filter(({ type }) => type === 'connect:retry')).toEqual([])
  })
})

describe('a message to a Pull', () => {
  it('may be of 1024 frames, empty ones among them', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const arrived = victim.ask('expect', { text: 'the end' })
      await peer.write(...Array.from({ length: 1023 }, () => frame(1, new Uint8Array(0))), frame(0, latin1('the end')))
      await arrived
      expect((await victim.heard()).heard.find((frames) => frames.at(-1) === 'the end')?.length).toBe(1024)
    })
  })
})
