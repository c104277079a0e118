/** Tests of the byte ring, with both ends in one thread: the order of bytes and markers, and the wake-up flags. */
import { Xoshiro128 } from '@tszmq/testkit'
import { RingReader, RingWriter, makeRing } from '../src/threads/byte-ring.ts'

const CAPACITY = 1 << 18

function ends(): { writer: RingWriter; reader: RingReader } {
  const ring = makeRing()
  return { writer: new RingWriter(ring), reader: new RingReader(ring) }
}

it('reads the bytes that were written, in pieces of any size, over many rounds', () => {
  const { writer, reader } = ends()
  const random = new Xoshiro128(1)
  let [written, read] = [0, 0]
  while (read < 10 * CAPACITY) {
    const piece = Uint8Array.from({ length: random.below(20_000) }, (_, i) => (written + i) * 7)
    written += writer.write(piece)
    const chunk = reader.peek(1 + random.below(20_000)) ?? new Uint8Array(0)
    const wrong = chunk.findIndex((byte, i) => byte !== (((read + i) * 7) & 0xff))
    expect(wrong).toBe(-1)
    reader.release(chunk.length)
    read += chunk.length
  }
})

it('writes no more bytes than the ring has room for', () => {
  const { writer, reader } = ends()
  expect(writer.write(new Uint8Array(CAPACITY - 1))).toBe(CAPACITY - 1)
  expect(writer.write(Uint8Array.of(1, 2, 3))).toBe(1)
  expect(writer.write(Uint8Array.of(1))).toBe(0)
  reader.release(2)
  expect(writer.write(Uint8Array.of(1, 2, 3))).toBe(2)
  expect(writer.write(new Uint8Array(0))).toBe(0)
})

it('tells a writer that waits, once, that there is room', () => {
  const { writer, reader } = ends()
  writer.write(new Uint8Array(CAPACITY))
  expect(reader.release(1)).toBe(false)
  expect(writer.hasRoom).toBe(true)
  writer.write(new Uint8Array(1))
  expect(writer.hasRoom).toBe(false)
  writer.wait()
  expect([reader.release(1), reader.release(1)]).toEqual([true, false])
  expect(writer.hasRoom).toBe(true)
})

it('keeps each marker at its place between the bytes, and tells the writer when it is consumed', () => {
  const { writer, reader } = ends()
  const read = (): number[] => [...(reader.peek(100) ?? [])]
  writer.write(Uint8Array.of(1, 2))
  writer.placeMarker()
  writer.placeMarker()
  writer.write(Uint8Array.of(3))
  expect([read(), reader.isMarkerNext]).toEqual([[1, 2], false])
  reader.release(2)
  expect([read(), reader.isMarkerNext, writer.markers]).toEqual([[], true, 2])
  writer.wait()
  expect([reader.consumeMarker(), reader.isMarkerNext, writer.markers]).toEqual([true, true, 1])
  expect([read(), reader.sleep()]).toEqual([[], false])
  expect([reader.consumeMarker(), reader.isMarkerNext, writer.markers]).toEqual([false, false, 0])
  expect(read()).toEqual([3])
  reader.release(1)
  expect(reader.sleep()).toBe(true)
  writer.placeMarker()
  expect([reader.ready, writer.clearReaderSleeps()]).toEqual([true, true])
})

it('holds 16 markers at most, over many rounds', () => {
  const { writer, reader } = ends()
  for (let round = 0; round < 5; round++) {
    let placed = 0
    for (; writer.hasRoomForMarker; placed++) {
      writer.placeMarker()
      writer.write(Uint8Array.of(placed))
    }
    expect(placed).toBe(16)
    for (let i = 0; i < placed; i++) {
      expect(reader.isMarkerNext).toBe(true)
      reader.consumeMarker()
      expect(reader.peek(10)).toEqual(Uint8Array.of(i))
      reader.release(1)
    }
  }
})

it('tells the writer, once, that the reader sleeps', () => {
  const { writer, reader } = ends()
  expect(writer.clearReaderSleeps()).toBe(false)
  expect(reader.sleep()).toBe(true)
  writer.write(Uint8Array.of(1))
  expect([writer.clearReaderSleeps(), writer.clearReaderSleeps()]).toEqual([true, false])
  expect(reader.sleep()).toBe(false)
})

it('is ended while bytes written before are still readable', () => {
  const { writer, reader } = ends()
  writer.write(Uint8Array.of(1))
  expect(reader.ended).toBe(false)
  writer.end()
  expect([reader.ended, reader.peek(10)?.length]).toEqual([true, 1])
})

// Positions are 32-bit numbers that wrap: first to negative numbers, then to zero.
it.each([2 ** 31 - CAPACITY, 2 ** 32 - CAPACITY])('goes on when the position wraps after %i bytes', (position) => {
  const ring = makeRing()
  const head = new Int32Array(ring)
  head[0] = head[32] = position | 0
  const [writer, reader] = [new RingWriter(ring), new RingReader(ring)]
  for (let turn = 0; turn < 3; turn++) {
    expect(writer.write(new Uint8Array(CAPACITY).fill(turn + 1))).toBe(CAPACITY)
    expect(writer.write(Uint8Array.of(1))).toBe(0)
    const chunk = reader.peek(CAPACITY)
    expect([chunk?.length, chunk?.[0], chunk?.at(-1)]).toEqual([CAPACITY, turn + 1, turn + 1])
    reader.release(CAPACITY)
    expect(reader.peek(1)).toBeUndefined()
  }
})
