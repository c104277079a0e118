/** Attacks from the JavaScript side: reused memory, callbacks that throw, invalid numbers, a blocked event loop. */
import { attackLimit, attackSize } from '@tszmq/fuzzer'
import { RawPeer, command, wire } from '@tszmq/testkit'
import { Context, Dealer, Pull, Push, Router } from '../../src/index.ts'
import { nodeRuntime } from '../../src/platform/node-runtime.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'
import { SOCKET_OPTIONS } from '../../src/options/option-table.ts'
import { Victim } from './victim.ts'

// Ids of threats: docs/threats.md.

/** The system's runtime but for what a test puts in its place. */
const withRuntime = (own: Partial<Runtime>): Context => {
  const runtime: Runtime = {
    now: () => nodeRuntime.now(),
    date: () => nodeRuntime.date(),
    after: (ms, fn) => nodeRuntime.after(ms, fn),
    defer: (fn) => nodeRuntime.defer(fn),
    yield: (fn) => nodeRuntime.yield(fn),
    random: () => nodeRuntime.random(),
    hold: () => nodeRuntime.hold(),
    beforeExit: (fn) => nodeRuntime.beforeExit(fn),
    warn: (text, code) => nodeRuntime.warn(text, code),
    atExit: (fn) => nodeRuntime.atExit(fn),
    block: (ms) => nodeRuntime.block(ms),
    ...own,
  }
  return new Context({ runtime })
}

describe('J1: memory that was used before', () => {
  it('never appears in what is sent', async () => {
    const dirty = (size: number): Buffer<ArrayBuffer> => Buffer.alloc(size, Buffer.from([0xa5, 0x5a]))
    const unsafe = jest.spyOn(Buffer, 'allocUnsafe').mockImplementation(dirty)
    const slow = jest.spyOn(Buffer, 'allocUnsafeSlow').mockImplementation(dirty)
    try {
      await using router = new Router({ context: new Context(), linger: 0, heartbeatInterval: 20, heartbeatTimeout: 0 })
      const endpoint = await router.bind('tcp://127.0.0.1:*')
      const peer = await (await RawPeer.connect(endpoint)).handshake('DEALER', ['Identity', 'raw'])
      await peer.write(command('PING', wire("00 00 'context'")))
      await router.send(['raw', ''])
      for (const size of [0, 1, 127, 128, 129, 254, 255, 256, 257, 8191, 8192, 65_536]) {
        await router.send(['raw', Buffer.alloc(size, 1), '', 'ü'.repeat(size), size])
      }
      await router.send(['raw', 'the last'])
      const seen = (text: string): boolean => peer.received.includes(text)
      await peer.until(() => seen('the last') && seen('\x04PONG') && seen('\x04PING'))
      expect(unsafe.mock.calls.length + slow.mock.calls.length).toBeGreaterThan(0)
      expect(peer.received.includes(Buffer.from([0xa5, 0x5a]))).toBe(false)
      expect(peer.received.includes(Buffer.from([0x5a, 0xa5]))).toBe(false)
      peer.destroy()
    } finally {
      unsafe.mockRestore()
      slow.mockRestore()
    }
  })
})

describe('J2: a received message', () => {
  it('shares no memory with the messages that follow', async () => {
    const context = new Context()
    await using pull = new Pull({ context })
    await using push = new Push({ context, linger: 0 })
    push.connect(await pull.bind('tcp://127.0.0.1:*'))
    await push.send(Buffer.alloc(100, 1))
    const [first] = await pull.receive()
    for (let i = 0; i < 100; i++) {
      await push.send(Buffer.alloc(10_000, 2))
      await pull.receive()
    }
    expect(first?.equals(Buffer.alloc(100, 1))).toBe(true)
  })
})

describe('J5: a callback of the application', () => {
  it('whose error is reported once does not stop the socket', async () => {
    const deferred: (() => void)[] = []
    const thrown: unknown[] = []
    const context = withRuntime({
      defer: (fn) =>
        nodeRuntime.defer(() => {
          deferred.push(fn)
          try {
            fn()
          } catch (error) {
            thrown.push(error)
          }
        }),
    })
    await using pull = new Pull({ context })
    await using push = new Push({ context, linger: 0 })
    const bad = new Error('the listener is broken')
    pull.events.on('handshake', () => {
      throw bad
    })
    const well = new Promise((resolve) => pull.events.on('handshake', resolve))
    push.connect(await pull.bind('tcp://127.0.0.1:*'))
    await push.send('x')
    expect(String((await pull.receive())[0])).toBe('x')
    await well
    expect(thrown).toEqual([bad])
    expect(deferred.length).toBeGreaterThan(1)
  })

  it('may close the socket of its event', async () => {
    const context = new Context()
    const pull = new Pull({ context })
    await using push = new Push({ context, linger: 0 })
    pull.events.on('handshake', () => pull.close())
    push.connect(await pull.bind('tcp://127.0.0.1:*'))
    await expect(pull.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    await pull[Symbol.asyncDispose]()
    expect(pull.closed).toBe(true)
  })

  it('may close the socket in the middle of receiving', async () => {
    const context = new Context()
    const pull = new Pull({ context })
    await using push = new Push({ context, linger: 0 })
    push.connect(await pull.bind('tcp://127.0.0.1:*'))
    for (let i = 0; i < 100; i++) await push.send(String(i))
    let count = 0
    for await (const message of pull) {
      expect(message.length).toBe(1)
      if (++count === 10) pull.close()
    }
    expect(count).toBe(10)
  })
})

describe('J8: an invalid number', () => {
  const integers = SOCKET_OPTIONS.filter(({ kind, sockets }) => kind === 'integer' && (sockets === 'all' || sockets.includes('DEALER')))

  it.each(integers.map(({ name, max = 0 }) => [name, max] as const))(
    'throws for %s when it is set, not when it is used',
    async (name, max) => {
      await using dealer = new Dealer({ context: new Context() })
      const options = dealer as unknown as Record<string, unknown>
      const before = options[name]
      for (const value of [NaN, Infinity, -Infinity, -2, 0.5, max < 2 ** 53 ? 2 ** 53 : 2 ** 65, 2 ** 66]) {
        expect(() => (options[name] = value)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
      }
      for (const value of ['1', 1n, null, undefined, true, {}]) expect(() => (options[name] = value)).toThrow(TypeError)
      expect(options[name]).toBe(before)
    },
  )
})

describe('L18: the TTL of a PING', () => {
  it.each([
    [0, undefined],
    [1, 100],
    [655, 65_500],
    [656, 65_600],
    [700, 70_000],
    [65_535, 6_553_500],
  ])('of %p tenths of a second lasts %p ms', async (tenths, ms) => {
    const asked: number[] = []
    const context = withRuntime({
      after: (wait, fn) => {
        asked.push(wait)
        return nodeRuntime.after(wait, fn)
      },
    })
    await using pull = new Pull({ context, handshakeInterval: 0 })
    const peer = await (await RawPeer.connect(await pull.bind('tcp://127.0.0.1:*'))).handshake('PUSH')
    await peer.write(command('PING', Uint8Array.of(tenths >> 8, tenths & 0xff)))
    await peer.until(() => peer.frames.length > 1)
    expect(asked).toEqual(ms === undefined ? [] : [ms])
    peer.destroy()
  })
})

describe('heartbeats', () => {
  let victim: Victim
  beforeAll(async () => (victim = await Victim.start()))
  afterEach(() => victim.close())
  afterAll(() => victim.stop())

  it(
    'R15: do not end the connection to a living peer after the event loop was blocked for many timeouts',
    async () => {
      const stall = attackSize({ full: 5000, short: 400 })
      await victim.open('Router', { heartbeatInterval: 50, heartbeatTimeout: 100 })
      await victim.underAttack(async () => {
        await using dealer = new Dealer({ context: new Context(), linger: 0 })
        let lost = 0
        dealer.events.on('disconnect', () => lost++)
        dealer.connect(victim.endpoint)
        await dealer.send('before')
        await dealer.receive({ timeout: 1000 })
        for (let i = 0; i < 3; i++) await victim.ask('stall', { ms: stall })
        await dealer.send('after')
        expect(String((await dealer.receive({ timeout: 1000 }))[0])).toBe('after')
        expect(lost).toBe(0)
      })
    },
    attackLimit(1),
  )

  it('S15: end the connection to a silent peer soon after interval and timeout, with an event', async () => {
    await victim.open('Pull', { heartbeatInterval: 50, heartbeatTimeout: 50 })
    await victim.underAttack(async () => {
      const began = performance.now()
      const peer = await victim.insider()
      await peer.untilClosed()
      expect(performance.now() - began).toBeLessThan(1000)
      expect(await victim.saw('disconnect', 'ETIMEDOUT')).toBe(true)
    })
  })

  it(
    'L19: keep a peer that sends anything, even if it answers no PING and its message takes many timeouts',
    async () => {
      const { size, piece, every } = attackSize({
        full: { size: 256 << 20, piece: 1 << 20, every: 20 },
        short: { size: 15, piece: 1, every: 40 },
      })
      await victim.open('Pull', { heartbeatInterval: 40, heartbeatTimeout: 120, maxMessageSize: size })
      await victim.underAttack(async () => {
        const peer = await victim.insider()
        const header = Buffer.alloc(9)
        header[0] = 2
        header.writeUInt32BE(size, 5)
        await peer.write(header)
        const heard = victim.ask('heardLength', { length: size, within: 60_000 })
        const bytes = new Uint8Array(piece).fill(0x61)
        for (let sent = 0; sent < size; sent += piece) {
          await victim.ask('tick', { ms: every })
          await peer.write(bytes)
        }
        expect(await heard).toBe(true)
        expect((await victim.eventCounts())['disconnect']).toBe(1)
      })
    },
    attackLimit(2),
  )
})
