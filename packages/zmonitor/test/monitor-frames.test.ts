/**
 * The frames of events, byte by byte, and what parses them. Version 1 is held against libzmq's own in the interop tests. Version 2 is
 * held by its documented layout only: libzmq as it is distributed (Debian's 4.3.4) is built without drafts, and so has no
 * zmq_socket_monitor_versioned to compare with.
 */
import { constants, endianness } from 'node:os'
import fc from 'fast-check'
import type { Event } from '@tszmq/sockets'
import { ALL_MONITOR_EVENTS, MONITOR_EVENTS, parseMonitorEvent } from '../src/index.ts'
import { encodeMonitorEvent } from '../src/monitor-frames.ts'
import { monitorEvent } from '../src/socket-event.ts'
import type { PlacedEvent } from '../src/socket-event.ts'

const little = endianness() === 'LE'

/** The bytes of a number in the order of this machine. */
function native(size: number, number: bigint): Buffer {
  const frame = Buffer.alloc(size)
  for (let i = 0; i < size; i++) frame[little ? i : size - 1 - i] = Number((number >> BigInt(8 * i)) & 0xffn)
  return frame
}

const address = 'tcp://127.0.0.1:5555'
const remote = 'tcp://127.0.0.1:40000'
const accepted: PlacedEvent = { name: 'ACCEPTED', value: -1, address, local: address, remote }

/** `errno` may be missing, as it was before every error had one. */
function failed<C extends object>(code: string, more: C): Error & { readonly code: string; readonly errno: number } & C {
  return Object.assign(new Error(code), { code, ...more }) as never
}

describe('the frames of an event', () => {
  it('are two in version 1: u16 event and u32 value, and the address', () => {
    const [head, endpoint, ...more] = encodeMonitorEvent(accepted, 1)
    expect(head).toEqual(Buffer.concat([native(2, 0x20n), native(4, 0xffffffffn)]))
    expect([String(endpoint), more]).toEqual([address, []])
  })

  it('are five in version 2: u64 event, u64 count of values, u64 value, and both addresses', () => {
    const frames = encodeMonitorEvent(accepted, 2)
    expect(frames).toEqual([native(8, 0x20n), native(8, 1n), native(8, 0xffffffffffffffffn), Buffer.from(address), Buffer.from(remote)])
  })

  it.each([1, 2] as const)('of version %i are parsed again, wherever they lie in memory', (version) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(MONITOR_EVENTS)),
        fc.integer({ min: -1, max: 0x7fffffff }),
        fc.nat(7),
        (name, value, offset) => {
          const event = { name: name as PlacedEvent['name'], value, address, local: address, remote }
          const frames = encodeMonitorEvent(event, version).map((frame) => {
            const moved = new Uint8Array(frame.length + offset)
            moved.set(frame, offset)
            return moved.subarray(offset)
          })
          expect(parseMonitorEvent(frames)).toMatchObject({ name, value, event: MONITOR_EVENTS[event.name], address })
        },
      ),
    )
  })

  it('of a draft event with several values are parsed, by number', () => {
    const frames = [native(8, 0x10000n), native(8, 2n), native(8, 7n), native(8, 9n), Buffer.from(''), Buffer.from(remote)]
    expect(parseMonitorEvent(frames)).toEqual({
      name: 'UNKNOWN',
      event: 0x10000,
      value: 7,
      values: [7, 9],
      address: remote,
      localAddress: '',
      remoteAddress: remote,
    })
  })

  it.each<[string, Uint8Array[]]>([
    ['nothing', []],
    ['one frame', [Buffer.alloc(6)]],
    ['a head that is too short', [Buffer.alloc(5), Buffer.from(address)]],
    ['three frames', [Buffer.alloc(6), Buffer.from(address), Buffer.from(remote)]],
    ['fewer values than are counted', [native(8, 1n), native(8, 2n), native(8, 0n), Buffer.from(''), Buffer.from('')]],
    ['more values than are counted', [native(8, 1n), native(8, 0n), native(8, 0n), Buffer.from(''), Buffer.from('')]],
    ['a value that is too short', [native(8, 1n), native(8, 1n), Buffer.alloc(4), Buffer.from(''), Buffer.from('')]],
    ['a count beyond all frames', [native(8, 1n), native(8, 0x7fffffffffffffffn), Buffer.from(''), Buffer.from('')]],
  ])('are refused when they are none: %s', (_what, frames) => {
    expect(() => parseMonitorEvent(frames)).toThrow(expect.objectContaining({ code: 'EINVAL' }) as Error)
  })

  it('are never anything but an event or EINVAL, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 10 }), { maxLength: 8 }), (frames) => {
        try {
          expect(typeof parseMonitorEvent(frames).event).toBe('number')
        } catch (error) {
          expect(error).toMatchObject({ code: 'EINVAL' })
        }
      }),
    )
  })
})

describe('an event of a socket', () => {
  const at = { address, remote }

  it.each<[Event, string, number]>([
    [{ type: 'bind', address }, 'LISTENING', -1],
    [{ type: 'bind:error', address, error: failed('EADDRINUSE', { errno: 98 }) }, 'BIND_FAILED', 98],
    [{ type: 'accept', ...at }, 'ACCEPTED', -1],
    [{ type: 'bind:error', address, error: failed('EACCES', { errno: 0.5 }) }, 'BIND_FAILED', constants.errno.EACCES],
    [{ type: 'accept:error', ...at, error: failed('EMFILE', {}) }, 'ACCEPT_FAILED', constants.errno.EMFILE],
    [{ type: 'connect', ...at }, 'CONNECTED', -1],
    [{ type: 'connect:delay', address }, 'CONNECT_DELAYED', constants.errno.EINPROGRESS],
    [{ type: 'connect:retry', address, interval: 100, error: failed('ECONNREFUSED', {}) }, 'CONNECT_RETRIED', 100],
    [{ type: 'connect:retry', address, interval: 2 ** 32, error: failed('ECONNREFUSED', {}) }, 'CONNECT_RETRIED', 0x7fffffff],
    [{ type: 'close', address }, 'CLOSED', -1],
    [{ type: 'close:error', address, error: failed('NONE', {}) }, 'CLOSE_FAILED', 0],
    [{ type: 'disconnect', ...at }, 'DISCONNECTED', -1],
    [{ type: 'handshake', ...at }, 'HANDSHAKE_SUCCEEDED', 0],
    [{ type: 'handshake:error:other', ...at, error: failed('ETIMEDOUT', { errno: -110 }) }, 'HANDSHAKE_FAILED_NO_DETAIL', 110],
    [{ type: 'handshake:error:auth', ...at, error: failed('x', { status: 400 as const }) }, 'HANDSHAKE_FAILED_AUTH', 400],
    [
      { type: 'handshake:error:protocol', ...at, error: failed('ERR_ZMTP_MECHANISM_MISMATCH', {}) },
      'HANDSHAKE_FAILED_PROTOCOL',
      0x11000002,
    ],
    [{ type: 'handshake:error:protocol', ...at, error: failed('ERR_ZMTP_GREETING', {}) }, 'HANDSHAKE_FAILED_PROTOCOL', 0x10000000],
    [{ type: 'handshake:error:protocol', ...at, error: failed('ERR_ZAP_BAD_VERSION', {}) }, 'HANDSHAKE_FAILED_PROTOCOL', 0x20000003],
    [{ type: 'handshake:error:protocol', ...at, error: failed('ERR_ZAP_UNSPECIFIED', {}) }, 'HANDSHAKE_FAILED_PROTOCOL', 0x20000000],
    [{ type: 'end' }, 'MONITOR_STOPPED', 0],
  ])('%j is told as %s with %i', (event, name, value) => {
    const told = monitorEvent(event)!
    expect(told).toMatchObject({ name, value, address: event.type === 'end' ? '' : address })
    for (const version of [1, 2] as const) expect(parseMonitorEvent(encodeMonitorEvent(told, version))).toMatchObject({ name, value })
  })

  it.each<Event>([
    { type: 'connect:stop', address },
    { type: 'connect:stalled', address, waiting: 1 },
    { type: 'drop', reason: 'lost', count: 1 },
    { type: 'unknown' },
  ])('%j is not told: libzmq has nothing like it', (event) => {
    expect(monitorEvent(event)).toBeUndefined()
  })

  it.each<[string, Event, string, string]>([
    ['who accepted knows both', { type: 'handshake', address, remote }, address, remote],
    ['who connected knows only the peer', { type: 'handshake', address, remote: address }, '', address],
    ['who tries to connect, too', { type: 'connect:retry', address, interval: 1, error: failed('ECONNREFUSED', {}) }, '', address],
    ['who failed to connect, too', { type: 'close', address, error: failed('ECONNREFUSED', {}) }, '', address],
    ['who listens knows itself', { type: 'close', address }, address, ''],
    ['over ipc both are one path', { type: 'disconnect', address: 'ipc:///a', remote: 'ipc:///a' }, 'ipc:///a', 'ipc:///a'],
  ])('says where it happened: %s', (_what, event, local, there) => {
    expect(monitorEvent(event)).toMatchObject({ local, remote: there })
  })

  it('has a bit of its own, all of which are in the mask of all', () => {
    const bits = Object.values(MONITOR_EVENTS)
    expect(new Set(bits).size).toBe(bits.length)
    for (const bit of bits) expect([bit & (bit - 1), bit & ALL_MONITOR_EVENTS]).toEqual([0, bit])
  })
})
