/** Tests of the encoder: what it writes, that the decoder reads it, and that memory in use is never overwritten. */
import { Xoshiro128, everySplit, frame, hex, join, latin1, wire } from '@tszmq/testkit'
import { Encoder } from '../src/encoder.ts'
import type { Cipher } from '../src/mechanism.ts'
import { MAX_SPARE, SLAB_SIZE } from '../src/slab-pool.ts'
import { decode } from './decoder-record.ts'

const body = (size: number): Uint8Array => new Xoshiro128(size + 1).bytes(size)
const SIZES = [0, 1, 254, 255, 256, 8191, 8192, 8193, 65_535, 65_536, 1024 * 1024]

/** All that is pending, as one piece; checks that `pending` had said how much that is. */
function taken(encoder: Encoder): Uint8Array {
  const { pending } = encoder
  const bytes = join(...encoder.take())
  expect(bytes).toHaveLength(pending)
  expect(encoder.pending).toBe(0)
  return bytes
}

describe('Encoder', () => {
  it.each(SIZES)('writes a message of %i bytes as RFC 37 does, and the decoder reads it', (size) => {
    const encoder = new Encoder()
    encoder.message([body(size)])
    const bytes = taken(encoder)
    expect(hex(bytes)).toBe(hex(frame(0, body(size))))
    expect(decode([bytes])).toEqual([`m${hex(body(size))}`])
  })

  it('writes a message of all those sizes, and the decoder reads one message', () => {
    const encoder = new Encoder()
    encoder.message(SIZES.map(body))
    const bytes = taken(encoder)
    expect(hex(bytes)).toBe(hex(join(...SIZES.map((size, i) => frame(i < SIZES.length - 1 ? 1 : 0, body(size))))))
    expect(decode([bytes])).toEqual([`m${SIZES.map((size) => hex(body(size))).join(',')}`])
  })

  it('writes small frames that the decoder reads, wherever they are split', () => {
    const encoder = new Encoder()
    encoder.message([latin1('a'), wire(''), body(30)])
    encoder.command(wire("04 'PING' 00 00"))
    encoder.message([body(40)])
    const bytes = taken(encoder)
    const expected = [`m61,,${hex(body(30))}`, 'c0450494e470000', `m${hex(body(40))}`]
    for (const chunks of everySplit(bytes)) expect(decode(chunks)).toEqual(expected)
  })

  it('sets the LONG bit of a command by its size only', () => {
    const encoder = new Encoder()
    encoder.command(body(255))
    encoder.command(body(256))
    expect(hex(taken(encoder))).toBe(hex(join(frame(4, body(255)), frame(6, body(256)))))
  })

  it('passes large frames on by reference and copies small ones', () => {
    const [small, large] = [body(65_526), body(65_527)]
    const encoder = new Encoder()
    encoder.message([small])
    encoder.message([large])
    const out = encoder.take()
    expect(out.includes(large)).toBe(true)
    small.fill(0)
    expect(hex(out[0]!.subarray(9, 9 + 65_526))).toBe(hex(body(65_526)))
  })

  it('keeps the order of raw bytes, small frames and large ones', () => {
    const encoder = new Encoder()
    encoder.raw(wire('ff'))
    encoder.message([body(3), body(9000), body(4)])
    encoder.message([body(9001)])
    const expected = join(wire('ff'), frame(1, body(3)), frame(1, body(9000)), frame(0, body(4)), frame(0, body(9001)))
    expect(hex(taken(encoder))).toBe(hex(expected))
  })

  it('returns no buffers if nothing is pending', () => {
    const encoder = new Encoder()
    expect(encoder.take()).toEqual([])
    encoder.recycle()
    expect(encoder.take()).toEqual([])
  })

  it('does not change taken buffers until recycle, over many slabs', () => {
    const encoder = new Encoder()
    const random = new Xoshiro128(3)
    const held: { buffers: Uint8Array[]; then: string }[] = []
    for (let i = 0; i < 200; i++) {
      for (let j = random.below(5); j >= 0; j--) encoder.message([random.bytes(random.below(3000))])
      const buffers = encoder.take()
      held.push({ buffers, then: hex(join(...buffers)) })
    }
    for (const { buffers, then } of held) expect(hex(join(...buffers))).toBe(then)
  })

  it('reuses the slabs of a write after recycle, up to a limit', () => {
    const encoder = new Encoder()
    const fill = (slabs: number): Set<ArrayBufferLike> => {
      for (let i = 0; i < slabs * 10; i++) encoder.message([body(6000)])
      return new Set(encoder.take().map((piece) => piece.buffer))
    }
    const first = fill(5)
    expect(first.size).toBe(5)
    encoder.recycle()
    expect(fill(5)).toEqual(first)
    const many = fill(40)
    encoder.recycle()
    const again = [...fill(40)].filter((slab) => many.has(slab))
    expect(again.length).toBeLessThanOrEqual(MAX_SPARE)
  })

  it.each([8192, 16_384, 65_000, 65_536])('seals a frame of %i bytes in a slab if it fits', (size) => {
    const cipher: Cipher = {
      overhead: 4,
      seal: (from, flags, out, offset) => {
        out.fill(flags, offset, offset + 4)
        out.set(from, offset + 4)
      },
      open: () => 0,
      destroy: () => undefined,
    }
    const encoder = new Encoder()
    const seal = (): Uint8Array[] => {
      encoder.sealed(body(size), 1, cipher)
      const out = encoder.take()
      expect(hex(join(...out))).toBe(hex(frame(0, join(Uint8Array.of(1, 1, 1, 1), body(size)))))
      return out
    }
    const first = seal().at(-1)?.buffer
    encoder.recycle()
    expect(seal().at(-1)?.buffer === first).toBe(size < 65_536 - 13)
  })

  it('does not release a slab with pending bytes', () => {
    const [first, second] = [new Encoder(), new Encoder()]
    first.message([latin1('taken')])
    first.take()
    first.message([latin1('pending')])
    first.recycle()
    second.message([latin1('another connection')])
    expect(hex(join(...first.take()))).toBe(hex(frame(0, latin1('pending'))))
    expect(hex(join(...second.take()))).toBe(hex(frame(0, latin1('another connection'))))
  })

  it('never gives one recycled slab to two connections', () => {
    const encoders = Array.from({ length: 40 }, () => new Encoder())
    for (const encoder of encoders) {
      encoder.message([latin1('warm')])
      encoder.take()
    }
    for (const encoder of encoders) encoder.recycle()
    for (const encoder of encoders) encoder.recycle()
    const taken = encoders.map((encoder, i) => {
      encoder.message([Uint8Array.of(i)])
      return encoder.take()
    })
    taken.forEach((buffers, i) => expect(hex(join(...buffers))).toBe(hex(frame(0, Uint8Array.of(i)))))
  })

  it('fills a slab to its last byte', () => {
    const encoder = new Encoder()
    for (let left = SLAB_SIZE; left > 0; left -= 256) encoder.message([body(254)])
    encoder.message([latin1('next')])
    expect(encoder.take().map((piece) => piece.length)).toEqual([SLAB_SIZE, 6])
  })
})
