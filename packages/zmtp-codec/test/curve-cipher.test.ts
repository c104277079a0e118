/** Tests of CURVE traffic: the flags inside a box count, those of the header do not; a frame without a box is named in the error. */
import { loadLibsodiumCrypto } from '@tszmq/fuzzer'
import { everySplit, frame, hex, join, keyPair, latin1, wire } from '@tszmq/testkit'
import { CurveCipher } from '../src/curve-cipher.ts'
import type { CurveCrypto } from '../src/curve-crypto.ts'
import { NonceCounter, NonceGuard } from '../src/curve-nonce.ts'
import { Decoder } from '../src/decoder.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { ProtocolError } from '../src/protocol-error.ts'
import { DecoderRecord } from './decoder-record.ts'

const MORE = 1
const COMMAND = 4
/** Every header that a sealed frame may have. */
const HEADERS = [0, MORE, COMMAND, MORE | COMMAND]

let key: Uint8Array
let crypto: CurveCrypto
beforeAll(async () => {
  crypto = await loadLibsodiumCrypto()
  key = crypto.beforenm(keyPair(crypto, 1).publicKey, keyPair(crypto, 2).secretKey)!
})

const cipher = (isServer: boolean): CurveCipher => new CurveCipher(crypto, key.slice(), isServer, new NonceCounter(), new NonceGuard())

/** The bytes of frames that a client seals: what the header says, the flags inside, the content. */
function sealed(frames: readonly (readonly [header: number, flags: number, content: Uint8Array])[]): Uint8Array {
  const sealing = cipher(false)
  return join(
    ...frames.map(([header, flags, content]) => {
      const out = new Uint8Array(sealing.overhead + content.length)
      sealing.seal(content, flags, out, 0)
      return frame(header, out)
    }),
  )
}

function server(chunks: readonly Uint8Array[]): string[] {
  const record = new DecoderRecord()
  const decoder = new Decoder(record, DEFAULT_LIMITS, false)
  decoder.endHandshake(cipher(true))
  return record.push(decoder, chunks)
}

const [ONE, TWO, THREE] = [latin1('one'), new Uint8Array(0), latin1('three')]
const WHOLE = `m${[ONE, TWO, THREE].map(hex).join(',')}`

it('a message of three frames is delivered whole, whatever flags their headers have', () => {
  for (const a of HEADERS) {
    for (const b of HEADERS) {
      for (const c of HEADERS)
        expect([
          a,
          b,
          c,
          server([
            sealed([
              [a, 1, ONE],
              [b, 1, TWO],
              [c, 0, THREE],
            ]),
          ]),
        ]).toEqual([a, b, c, [WHOLE]])
    }
  }
})

it.each([
  ['as chumak sends them', [MORE, MORE, 0]],
  ['as libzmq sends them', [0, 0, 0]],
  ['as RFC 25 wants them', [COMMAND, COMMAND, COMMAND]],
  ['with MORE on the last one only', [0, 0, MORE]],
  ['with all of it', [MORE | COMMAND, COMMAND, MORE]],
] as const)('three frames with headers %s are one message by every split', (_how, [a, b, c]) => {
  const bytes = sealed([
    [a, 1, ONE],
    [b, 1, TWO],
    [c, 0, THREE],
  ])
  const results = new Set<string>()
  for (const chunks of everySplit(bytes)) results.add(server(chunks.map((chunk) => chunk.slice())).join())
  expect([...results]).toEqual([WHOLE])
})

it('MORE in the header of a single frame has no effect', () => {
  const bytes = sealed([
    [MORE, 0, ONE],
    [MORE, 0, TWO],
    [0, 0, THREE],
  ])
  for (const chunks of everySplit(bytes))
    expect(server(chunks.map((chunk) => chunk.slice()))).toEqual([`m${hex(ONE)}`, 'm', `m${hex(THREE)}`])
})

it.each(HEADERS)('a command in a box is a command, with header flags %i', (header) => {
  const ping = wire("04 'PING' 00 00")
  expect(server([sealed([[header, 2, ping]])])).toEqual([`c${hex(ping)}`])
})

it.each(HEADERS)('a large frame with header flags %i is delivered whole, wherever it is split around its header', (header) => {
  const large = new Uint8Array(70_000).fill(7)
  const bytes = sealed([
    [header, 1, large],
    [header, 0, ONE],
  ])
  for (const at of [1, 2, 8, 9, 10, 40, 43, 65_536, bytes.length - 45, bytes.length - 1]) {
    expect(server([bytes.slice(0, at), bytes.slice(at)])).toEqual([`m${hex(large)},${hex(ONE)}`])
  }
})

it.each([0x08, 0x10, 0x80])('reserved bits 0x%s in the header of a sealed frame end the connection', (bit) => {
  expect(server([sealed([[bit, 0, ONE]])])).toEqual(['!ERR_ZMTP_FRAME'])
})

it('the size of a sealed frame is checked against maxMessageSize, whatever its header flags are', () => {
  const record = new DecoderRecord()
  const decoder = new Decoder(record, { ...DEFAULT_LIMITS, maxMessageSize: 4 }, false)
  decoder.endHandshake(cipher(true))
  expect(
    record.push(decoder, [
      sealed([
        [MORE, 1, ONE],
        [MORE, 0, latin1('ab')],
      ]),
    ]),
  ).toEqual(['!ERR_ZMTP_MESSAGE_SIZE'])
})

/** What the connection ends with. */
function error(body: Uint8Array, header = COMMAND): ProtocolError {
  const decoder = new Decoder(new DecoderRecord(), DEFAULT_LIMITS, false)
  decoder.endHandshake(cipher(true))
  try {
    decoder.push(frame(header, body))
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return thrown
    throw thrown
  }
  throw new Error('it was taken')
}

it.each([
  ['PING', wire("04 'PING' 00 0a 'cont'"), 'an unencrypted command PING'],
  ['PONG of 5 bytes', wire("04 'PONG'"), 'an unencrypted command PONG'],
  ['SUBSCRIBE', wire("09 'SUBSCRIBE' 'A'"), 'an unencrypted command SUBSCRIBE'],
  ['READY of 40 bytes', join(wire("05 'READY'"), new Uint8Array(34)), 'an unencrypted command READY'],
  ['ERROR', wire("05 'ERROR' 03 '500'"), 'an unencrypted command ERROR'],
  ['MESSAGES', wire("08 'MESSAGES' 00"), 'an unencrypted command MESSAGES'],
  ['a name that is cut', wire("09 'SUBSC'"), 'an unencrypted frame of 6 bytes'],
  ['a name that is no text', wire("04 1b '[2J' 'xxxx'"), 'an unencrypted frame of 9 bytes'],
  ['a name of 200 letters', join(Uint8Array.of(200), new Uint8Array(200).fill(0x41)), 'an unencrypted frame of 201 bytes'],
  ['a message of 5 bytes', latin1('hello'), 'an unencrypted frame of 5 bytes'],
  ['an empty message', new Uint8Array(0), 'an unencrypted frame of 0 bytes'],
] as const)('%s after the handshake is named for what it is', (_what, body, name) => {
  for (const header of HEADERS) {
    expect(error(body, header)).toMatchObject({ code: 'ERR_ZMTP_UNEXPECTED_COMMAND', message: expect.stringContaining(name) })
  }
})

it.each([8, 11, 32])('a MESSAGE of %i bytes is named MESSAGE in the error', (size) => {
  const body = new Uint8Array(size)
  body.set(wire("07 'MESSAGE'"))
  expect(error(body)).toMatchObject({ code: 'ERR_ZMTP_MALFORMED_COMMAND_MESSAGE', message: expect.stringContaining(`of ${size} bytes`) })
})
