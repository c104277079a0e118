/** Encodes and decodes the frames of a monitor event, in both versions of zmq_socket_monitor_versioned and the byte order of the machine. */
import { endianness } from 'node:os'
import { ZmqError } from '@tszmq/sockets'
import { kindOf } from '@tszmq/sockets/internal'
import { monitorEventName, MONITOR_EVENTS } from './monitor-events.ts'
import type { MonitorEventName } from './monitor-events.ts'
import type { PlacedEvent } from './socket-event.ts'

/**
 * Version 1, of zmq_socket_monitor: `[event u16, value u32] [address]`. Version 2, a draft of libzmq: `[event u64] [count u64]`, then `count`
 * frames `[value u64]`, then `[local address] [remote address]`.
 */
export type MonitorVersion = 1 | 2

/** A decoded monitor event. */
export interface ParsedMonitorEvent {
  /** CZMQ's name; UNKNOWN for any other number. */
  readonly name: MonitorEventName | 'UNKNOWN'
  /** libzmq's number, one of `MONITOR_EVENTS`. */
  readonly event: number
  /** The first of `values`; -1 if libzmq has a file descriptor there and we have none. */
  readonly value: number
  /** All values. Version 1 has one. */
  readonly values: readonly number[]
  /** The endpoint as it was bound or connected to. In version 2 it is the local address or, if that is empty, the remote one. */
  readonly address: string
  /** Version 2 only. */
  readonly localAddress?: string
  /** Version 2 only. */
  readonly remoteAddress?: string
}

const LITTLE = endianness() === 'LE'

/** u16, u32. */
const HEAD_SIZE = 6

const U64_SIZE = 8

/** `event count local remote`. */
const V2_FRAMES = 4

export function encodeMonitorEvent({ name, value, address, local, remote }: PlacedEvent, version: MonitorVersion): Buffer[] {
  const event = MONITOR_EVENTS[name]
  if (version === 2) return [u64(event), u64(1), u64(value), Buffer.from(local), Buffer.from(remote)]
  const head = Buffer.alloc(HEAD_SIZE)
  const view = viewOf(head)
  view.setUint16(0, event, LITTLE)
  view.setInt32(2, value, LITTLE)
  return [head, Buffer.from(address)]
}

/**
 * Decodes the frames of an event, of version 1 or 2. Values are signed, as in C programs; values beyond 2^53 lose precision. Throws EINVAL for
 * any other message.
 */
export function parseMonitorEvent(frames: readonly Uint8Array[]): ParsedMonitorEvent {
  if (!Array.isArray(frames)) throw new TypeError(`frames must be an array, not ${kindOf(frames)}`)
  const [head, second] = frames as readonly Uint8Array[]
  if (head?.length === HEAD_SIZE && frames.length === 2) return parseFirst(head, second as Uint8Array)
  if (head?.length === U64_SIZE && second?.length === U64_SIZE && numberIn(second) === frames.length - V2_FRAMES) return parseSecond(frames)
  throw noEvent(frames)
}

function parseFirst(head: Uint8Array, address: Uint8Array): ParsedMonitorEvent {
  const view = viewOf(head)
  const event = view.getUint16(0, LITTLE)
  const value = view.getInt32(2, LITTLE)
  return { name: monitorEventName(event), event, value, values: [value], address: text(address) }
}

function parseSecond(frames: readonly Uint8Array[]): ParsedMonitorEvent {
  const words = frames.slice(0, -2)
  if (words.some(({ length }) => length !== U64_SIZE)) throw noEvent(frames)
  const [event, , ...values] = words.map(numberIn) as [number, number, ...number[]]
  const [localAddress, remoteAddress] = frames.slice(-2).map(text) as [string, string]
  return {
    name: monitorEventName(event),
    event,
    value: values[0] ?? 0,
    values,
    address: localAddress || remoteAddress,
    localAddress,
    remoteAddress,
  }
}

function noEvent(frames: readonly Uint8Array[]): ZmqError {
  const sizes = frames.slice(0, 10).map(({ length }) => length)
  return new ZmqError('EINVAL', `this is no monitor event: ${frames.length} frames of ${sizes.join(', ')} bytes`)
}

function u64(number: number): Buffer {
  const frame = Buffer.alloc(U64_SIZE)
  viewOf(frame).setBigInt64(0, BigInt(number), LITTLE)
  return frame
}

function numberIn(frame: Uint8Array): number {
  return Number(viewOf(frame).getBigInt64(0, LITTLE))
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function text(frame: Uint8Array): string {
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString()
}
