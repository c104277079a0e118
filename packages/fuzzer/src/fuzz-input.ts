/**
 * Inputs that are nearly right: greetings, handshakes, frames and commands built by the grammar, then damaged by
 * chance.
 */
import { SOCKET_TYPES } from '@tszmq/zmtp-codec'
import { command, frame, greeting, join, latin1, legacyFrame, message, property, wire } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const SIZES = [0, 1, 2, 7, 31, 32, 33, 254, 255, 256, 257, 600]
const BYTES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x7f, 0x80, 0xfe, 0xff]
const COMMANDS = [
  'READY',
  'ERROR',
  'PING',
  'PONG',
  'SUBSCRIBE',
  'CANCEL',
  'JOIN',
  'LEAVE',
  'HELLO',
  'WELCOME',
  'INITIATE',
  'MESSAGE',
  'ready',
  'A',
  'Unknown',
  'PING1',
  '',
  '__proto__',
  'x'.repeat(255),
]
const NAMES = ['Socket-Type', 'socket-type', 'Identity', 'Resource', 'X-a', 'X-A', '__proto__', 'constructor', 'toString', '', 'é']
const HUGE = [
  '7fffffff',
  '80000000',
  'ffffffff',
  '0100000000',
  '1000000000000',
  '20000000000000',
  '7fffffffffffffff',
  '8000000000000000',
  'ffffffffffffffff',
]

/** A message frame or several, or a command; small sizes mostly, every flag now and then. */
export function frames(random: Xoshiro128): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let count = 1 + random.below(6); count > 0; count--) pieces.push(oneFrame(random))
  return damage(random, join(...pieces))
}

function oneFrame(random: Xoshiro128): Uint8Array {
  switch (random.below(8)) {
    case 0:
      return frame(2, random.bytes(random.pick(SIZES)))
    case 1:
      return frame(4 | (random.below(2) << 1), random.bytes(random.pick(SIZES)))
    case 2:
      return random.once(20) ? hugeFrame(random) : frame(random.below(8), random.bytes(random.below(20)))
    case 3:
      return message(...Array.from({ length: 1 + random.below(6) }, () => random.bytes(random.below(12))))
    default:
      return frame(random.below(2), random.bytes(random.pick(SIZES)))
  }
}

/** A header that promises far more than will come. */
function hugeFrame(random: Xoshiro128): Uint8Array {
  const size = random.pick(HUGE).padStart(16, '0')
  return join(Uint8Array.of(2 | random.below(8)), wire(size), random.bytes(random.below(20)))
}

/** One command frame, seldom wrong in itself. */
export function oneCommand(random: Xoshiro128): Uint8Array {
  const name = random.pick(COMMANDS)
  switch (name) {
    case 'READY':
      return command(name, properties(random))
    case 'ERROR': {
      const reason = random.bytes(random.below(20))
      return command(name, join(Uint8Array.of(random.once(4) ? random.below(256) : reason.length), reason))
    }
    case 'PING':
      return command(name, random.bytes(random.once(4) ? random.below(30) : 2 + random.below(17)))
    default:
      return command(name, random.bytes(random.once(10) ? random.pick(SIZES) : random.below(8)))
  }
}

/** Commands and messages, as they come after the handshake. */
export function commands(random: Xoshiro128): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let count = 1 + random.below(5); count > 0; count--) {
    pieces.push(random.once(3) ? message(Uint8Array.of(random.below(3)), random.bytes(random.below(8))) : oneCommand(random))
  }
  return damage(random, join(...pieces))
}

function properties(random: Xoshiro128): Uint8Array {
  const pieces = [property('Socket-Type', random.once(5) ? 'nobody' : random.pick(SOCKET_TYPES))]
  for (let count = random.below(4); count > 0; count--) {
    pieces.push(property(random.pick(NAMES), random.bytes(random.once(10) ? random.pick(SIZES) : random.below(8))))
  }
  return join(...pieces)
}

/** A whole connection from a peer of any version, from its first byte. */
export function connection(random: Xoshiro128): Uint8Array {
  return damage(random, join(opening(random), random.once(2) ? frames(random) : commands(random)))
}

function opening(random: Xoshiro128): Uint8Array {
  const name = random.bytes(random.pick([0, 0, 1, 5, 254, 255]))
  switch (random.below(6)) {
    case 0:
      return join(legacyFrame(0, name), legacyFrame(random.below(2), random.bytes(random.pick(SIZES))), legacyFrame(0, name))
    case 1:
      return join(wire('ff 00 00 00 00 00 00 00 01 7f'), Uint8Array.of(random.below(3), random.below(24)), frame(0, name))
    case 2:
      return random.bytes(random.below(80))
    default:
      return join(handshakeGreeting(random), command('READY', properties(random)))
  }
}

function handshakeGreeting(random: Xoshiro128): Uint8Array {
  return greeting({
    padding: random.bytes(8),
    major: random.once(6) ? random.pick(BYTES) : 3,
    minor: random.below(3),
    mechanism: random.once(8) ? random.pick(['PLAIN', 'CURVE', 'null', 'NULL\0x', 'N', '']) : 'NULL',
    asServer: random.once(8) ? random.pick(BYTES) : 0,
    filler: random.once(8) ? random.pick(BYTES) : 0,
  })
}

/** Leaves every third input as it is; the others get a few bytes changed, put in, left out, repeated, or cut off. */
export function damage(random: Xoshiro128, bytes: Uint8Array): Uint8Array {
  if (random.once(3)) return bytes
  let result = Uint8Array.from(bytes)
  for (let count = 1 + random.below(3); count > 0; count--) result = damageOnce(random, result)
  return result
}

function damageOnce(random: Xoshiro128, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = random.below(bytes.length + 1)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (random.below(6)) {
    case 0:
      return Uint8Array.from(before)
    case 1:
      return Uint8Array.from(join(before, random.bytes(1 + random.below(4)), after))
    case 2:
      return Uint8Array.from(join(before, after.subarray(1 + random.below(4))))
    case 3:
      return Uint8Array.from(join(before, after.subarray(0, random.below(12)), after))
    case 4: {
      const copy = Uint8Array.from(bytes)
      if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << random.below(8))
      return copy
    }
    default: {
      const copy = Uint8Array.from(bytes)
      if (at < copy.length) copy[at] = random.pick(BYTES)
      return copy
    }
  }
}

/** The same bytes in chunks: whole, byte by byte, or cut by chance, with empty ones among them. */
export function chunks(random: Xoshiro128, bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = []
  const most = random.pick([1, 2, 9, 64, 300])
  for (let start = 0; start < bytes.length;) {
    const size = random.below(most + 1)
    pieces.push(bytes.slice(start, start + size))
    start += size
  }
  return pieces
}

/** A routing id, a topic or a property name that a plain object would stumble over. */
export const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'] as const

/** The same as bytes. */
export const PROTOTYPE_BYTES: readonly Uint8Array[] = PROTOTYPE_NAMES.map(latin1)
