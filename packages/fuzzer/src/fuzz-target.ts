/**
 * What is fuzzed, and what must hold for every input: nothing but a ProtocolError is thrown, the result does not depend
 * on how the bytes were cut, the fast decoder agrees with the slow one, and memory is bounded by what came.
 */
import type { EngineOptions, Limits, SocketTypeName } from '@tszmq/zmtp-codec'
import { DEFAULT_LIMITS, ProtocolError } from '@tszmq/zmtp-codec'
import { Decoder } from '@tszmq/zmtp-codec/internal'
import type { AllocationMeter, Xoshiro128 } from '@tszmq/testkit'
import { beaconTarget } from './beacon-target.ts'
import { EngineTrace, SECURE_HANDSHAKES, command, decodeSlowly, greeting, hex, join, property } from '@tszmq/testkit'
import { certificateTarget } from './certificate-target.ts'
import { chunks, commands, connection, damage, frames } from './fuzz-input.ts'
import { gossipTarget } from './gossip-target.ts'
import { blobTarget, dictionaryTarget } from './message-target.ts'
import { binaryPictureTarget, pictureTarget } from './picture-target.ts'
import { zapReplyTarget, zapRequestTarget } from './zap-target.ts'
import { zplTarget } from './zpl-target.ts'

/** Runs one input of one kind. Throws a plain Error that says what did not hold, with the input. */
export type FuzzTarget = (random: Xoshiro128, meter: AllocationMeter) => void

/**
 * What may be asked for whatever comes: the first megabyte of one announced frame, an arena piece, a slab, small
 * change.
 */
const FREE_BYTES = 1024 * 1024 + 4 * 65_536

const SMALL: Limits = {
  maxMessageSize: 500,
  maxMessageParts: 4,
  maxHandshakeSize: 200,
  maxProperties: 3,
  maxTopicLength: 100,
}
const LIMITS: readonly Limits[] = [DEFAULT_LIMITS, SMALL, { ...DEFAULT_LIMITS, maxMessageSize: Infinity }]
const OWN_TYPES: readonly SocketTypeName[] = ['DEALER', 'ROUTER', 'PUB', 'XPUB', 'SUB', 'RADIO', 'DISH', 'PULL', 'PAIR']
const PEER_TYPES: Partial<Record<SocketTypeName, string>> = {
  DEALER: 'ROUTER',
  ROUTER: 'DEALER',
  PUB: 'SUB',
  XPUB: 'XSUB',
  SUB: 'PUB',
  RADIO: 'DISH',
  DISH: 'RADIO',
  PULL: 'PUSH',
  PAIR: 'PAIR',
}

export const FUZZ_TARGETS = {
  frames: (random, meter) => {
    const limits = random.pick(LIMITS)
    const input = frames(random)
    const expected = decodeSlowly(input, limits).join('\n')
    for (const pieces of [[input], chunks(random, input)]) {
      const actual = measured(meter, input, () => decodeFast(pieces, limits)).join('\n')
      if (actual !== expected) throw differs('the slow decoder', input, pieces, expected, actual)
    }
  },
  greeting: (random, meter) => {
    const options = {
      socketType: random.pick(OWN_TYPES),
      limits: random.pick(LIMITS),
      routingId: random.bytes(random.below(3)),
    }
    compareChunkings(random, meter, { ...options, authenticate: random.once(8) }, connection(random))
  },
  commands: (random, meter) => {
    const socketType = random.pick(OWN_TYPES)
    const ready = command('READY', property('Socket-Type', PEER_TYPES[socketType] as string))
    const input = join(greeting({ minor: random.below(2) }), ready, commands(random))
    compareChunkings(random, meter, { socketType, limits: random.pick([DEFAULT_LIMITS, SMALL]) }, input)
  },
  zpl: zplTarget,
  certificates: certificateTarget,
  beacon: beaconTarget,
  gossip: gossipTarget,
  blob: blobTarget,
  dictionary: dictionaryTarget,
  picture: pictureTarget,
  binaryPicture: binaryPictureTarget,
  zapRequest: zapRequestTarget,
  zapReply: zapReplyTarget,
  plain: (random, meter) => secure(random, meter, 'PLAIN'),
  curveServer: (random, meter) => secure(random, meter, 'CURVE server'),
  curveClient: (random, meter) => secure(random, meter, 'CURVE client'),
} satisfies Record<string, FuzzTarget>

/** A handshake that is right, damaged, with commands and frames behind it that nobody has sealed. */
function secure(random: Xoshiro128, meter: AllocationMeter, name: string): void {
  const { options, bytes } = random.pick(SECURE_HANDSHAKES.filter((golden) => golden.name.startsWith(name)))
  const behind = random.once(2) ? commands(random) : frames(random)
  const input = damage(random, random.once(3) ? join(bytes, behind) : bytes)
  compareChunkings(random, meter, { ...options, limits: random.pick(LIMITS) }, input)
}

function decodeFast(pieces: readonly Uint8Array[], limits: Limits): string[] {
  const events: string[] = []
  const sink = {
    message: (message: readonly Uint8Array[]) => void events.push(`m${message.map(hex).join(',')}`),
    command: (body: Uint8Array) => void events.push(`c${hex(body)}`),
  }
  const decoder = new Decoder(sink, limits, false)
  try {
    for (const piece of pieces) decoder.push(piece)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    events.push(`!${error.code}`)
  }
  return events
}

function compareChunkings(random: Xoshiro128, meter: AllocationMeter, options: Partial<EngineOptions>, input: Uint8Array): void {
  const run = (pieces: readonly Uint8Array[]): string =>
    measured(meter, input, () => new EngineTrace(options, { status: 200 }).receive(...pieces).toString())
  const expected = run([input])
  const pieces = chunks(random, input)
  const actual = run(pieces)
  if (actual !== expected) throw differs('one chunk', input, pieces, expected, actual)
}

function measured<T>(meter: AllocationMeter, input: Uint8Array, action: () => T): T {
  meter.reset()
  let result: T
  try {
    result = action()
  } catch (error) {
    throw new Error(`threw what is no ProtocolError for ${hex(input)}`, { cause: error })
  }
  const most = 2 * input.length + FREE_BYTES
  if (meter.bytes > most) throw new Error(`asked for ${meter.bytes} bytes, more than ${most}, for ${hex(input)}`)
  return result
}

function differs(from: string, input: Uint8Array, pieces: readonly Uint8Array[], expected: string, actual: string): Error {
  const cuts = pieces.map((piece) => piece.length).join(' ')
  return new Error(`differs from ${from} for ${hex(input)}\nin chunks of ${cuts}\nexpected ${expected}\nbut got  ${actual}`)
}
