/** Compares encoded messages with those of libczmq 4.2.1 for the same pictures and values, and decodes them. */
import {
  decodeBinary,
  decodeMessage,
  decodePicture,
  decodeSignal,
  encodeBinary,
  encodeMessage,
  encodePicture,
  encodeSignal,
} from '../src/index.ts'

const FRAMES =
  '022d35033235350536353533350a3432393439363732393514313834343637343430373337303935353136313502376401730261620265660266720c000000010161000000026263100f1e2d3c4b5a69788796a5b4c3d2e1f00001780179'
const BINARY = '2e0102030405060708090a0b0c0d0e0f0261620000000263640000000265660f1e2d3c4b5a69788796a5b4c3d2e1f002667201780179'
const SIGNAL = '080311223344556677'

const UUID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
const [ab, ef, fr, x, y] = ['ab', 'ef', 'fr', 'x', 'y'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer]
const message = (blob: string): Buffer[] => decodeMessage(Buffer.from(blob, 'hex'))
const hex = (frames: readonly Uint8Array[]): string => Buffer.from(encodeMessage(frames)).toString('hex')

it('encodes a picture of frames as libczmq does, except the d after its u', () => {
  const values = [-5, 255, 65_535, 2 ** 32 - 1, 2n ** 64n - 1n, 7, 's', ab, ef, fr, new Map([['a', 'bc']]), UUID, [x, y]] as const
  expect(decodePicture('i1248usbcfhUzm', message(FRAMES))).toEqual(values)
  expect(hex(encodePicture('i1248usbcfhUzm', ...values))).toBe(FRAMES.replace('023764', '0137'))
})

it('encodes a binary picture as libczmq does', () => {
  const values = [1, 0x0203, 0x04050607, 0x08090a0b0c0d0e0fn, 'ab', 'cd', ef, UUID, fr, [x, y]] as const
  expect(decodeBinary('1248sScufm', message(BINARY))).toEqual(values)
  expect(hex(encodeBinary('1248sScufm', ...values))).toBe(BINARY)
})

it('encodes a signal as libczmq does', () => {
  expect(decodeSignal(message(SIGNAL))).toBe(3)
  expect(hex(encodeSignal(3))).toBe(SIGNAL)
})
