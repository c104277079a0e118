/** J1: uninitialised memory never reaches the wire or a message. The test fills it with a pattern, to find it. */
import type { EngineTrace } from '@tszmq/testkit'
import { Xoshiro128, command, greeting, hex, join, latin1, legacyFrame, message, ready, wire } from '@tszmq/testkit'

// Ids of threats: docs/threats.md.

const PATTERN = 'deadbeefdeadbeef'
const { allocUnsafe, allocUnsafeSlow } = Buffer
const patterned =
  (allocator: (size: number) => Buffer) =>
  (size: number): Buffer<ArrayBuffer> =>
    allocator(size).fill(PATTERN, 'hex') as Buffer<ArrayBuffer>
const SIZES = [0, 1, 31, 32, 33, 254, 255, 256, 8191, 8192, 8193, 65_535, 65_536, 70_000]

/** Fresh modules under the patched Buffer, so that no slab and no arena is older than the patch. */
function isolated<T>(action: (kit: { EngineTrace: typeof EngineTrace }) => T): T {
  let result: T | undefined
  jest.isolateModules(() => {
    result = action(jest.requireActual<{ EngineTrace: typeof EngineTrace }>('@tszmq/testkit'))
  })
  return result as T
}

beforeEach(() => {
  Buffer.allocUnsafe = patterned(allocUnsafe)
  Buffer.allocUnsafeSlow = patterned(allocUnsafeSlow)
})
afterEach(() => {
  Buffer.allocUnsafe = allocUnsafe
  Buffer.allocUnsafeSlow = allocUnsafeSlow
})

const random = new Xoshiro128(1)
const bodies = SIZES.map((size) => random.bytes(size))
const signature = wire('ff 00 00 00 00 00 00 00 01 7f')

const peers: [string, Uint8Array, Uint8Array][] = [
  ['3.1', join(greeting(), ready(['Socket-Type', 'ROUTER'], ['Identity', 'you'])), message(...bodies)],
  ['3.0', join(greeting({ minor: 0 }), ready(['Socket-Type', 'ROUTER'])), message(...bodies)],
  ['2.0', join(signature, wire('01 06 00 00')), message(...bodies)],
  ['1.0', join(signature, wire('00 06 01 00')), join(...bodies.map((body, i) => legacyFrame(i < bodies.length - 1 ? 1 : 0, body)))],
  ['unversioned 1.0', wire('01 00'), join(...bodies.map((body, i) => legacyFrame(i < bodies.length - 1 ? 1 : 0, body)))],
]

describe('uninitialised memory', () => {
  it('J1: has the pattern of the test, also in the slab of an encoder', () => {
    expect(Buffer.allocUnsafeSlow(9).toString('hex')).toBe(`${PATTERN}de`)
    const signature = isolated((kit) => new kit.EngineTrace().engine.take()[0]!)
    expect(Buffer.from(signature.buffer).toString('hex')).toContain(PATTERN.repeat(100))
  })

  it.each(peers)('J1: never reaches a %s peer, nor a message from it', (_name, opening, traffic) => {
    const routingId = latin1('me')
    const { sent, delivered } = isolated((kit) => {
      const trace = new kit.EngineTrace({ routingId, properties: new Map([['X-a', 'b']]) })
      trace.receive(opening)
      for (let round = 0; round < 3; round++) {
        trace.engine.send(bodies)
        trace.engine.ping(100)
        for (let at = 0; at < traffic.length; at += 9973) trace.receive(traffic.subarray(at, at + 9973))
        trace.take()
      }
      expect(trace.error).toBeUndefined()
      return { sent: hex(trace.sent), delivered: trace.messages }
    })
    expect(delivered.map((parts) => parts.map(hex))).toEqual(Array.from({ length: 3 }, () => bodies.map(hex)))
    expect(sent).toContain(hex(bodies.at(-1)!))
    expect(sent).not.toContain(PATTERN.slice(0, 8))
  })

  it('J1: never reaches a peer in a PONG, a subscription, a refusal or an ERROR', () => {
    const sent = isolated((kit) => {
      const sub = new kit.EngineTrace({ socketType: 'SUB' }).receive(greeting(), ready(['Socket-Type', 'PUB']))
      sub.receive(command('PING', wire('00 00 01 02 03')))
      for (const body of bodies.slice(0, 8)) sub.engine.send([join(wire('01'), body)])
      const refusing = new kit.EngineTrace().receive(greeting(), ready(['Socket-Type', 'PUB']))
      const mismatched = new kit.EngineTrace().receive(greeting({ mechanism: 'PLAIN' }))
      const publisher = new kit.EngineTrace({ socketType: 'PUB' })
      publisher.receive(greeting(), ready(['Socket-Type', 'SUB']), command('SUBSCRIBE', latin1('topic')))
      return [sub, refusing, mismatched, publisher].map(
        (trace) => hex(trace.sent) + trace.messages.map((m) => m.map(hex).join('')).join(''),
      )
    })
    for (const bytes of sent) {
      expect(bytes.length).toBeGreaterThan(128)
      expect(bytes).not.toContain(PATTERN.slice(0, 8))
    }
  })
})
