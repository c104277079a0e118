/** Tests of messages to several peers: each encoder writes the same bytes as alone, and memory is reused when it is free. */
import { Xoshiro128, hex, join } from '@tszmq/testkit'
import { Encoder } from '../src/encoder.ts'
import { LegacyEncoder } from '../src/legacy-framing.ts'
import { SharedMessage } from '../src/shared-message.ts'
import { SLAB_SIZE } from '../src/slab-pool.ts'

const random = new Xoshiro128(7)
const body = (size: number): Uint8Array => random.bytes(size)
const text = (...pieces: readonly Uint8Array[]): string => hex(join(...pieces))

/** What an encoder of its own writes for these messages. */
function alone(messages: readonly SharedMessage[]): string {
  const encoder = new Encoder()
  for (const { frames } of messages) encoder.message(frames)
  return text(...encoder.take())
}

describe('a shared message', () => {
  it.each([[0], [1], [255], [256], [1024], [1025], [8000], [8192], [8193], [100_000], [3, 0, 300], [9000, 1]])(
    'of frames of %j bytes is written as to a single peer',
    (...sizes) => {
      const message = new SharedMessage(sizes.map(body))
      for (const encoder of [new Encoder(), new Encoder()]) {
        encoder.shared(message)
        const { pending } = encoder
        const bytes = text(...encoder.take())
        expect(bytes).toBe(alone([message]))
        expect(bytes).toHaveLength(pending * 2)
      }
    },
  )

  it('is encoded once: encoders with the same messages write the same memory', () => {
    const encoders = [new Encoder(), new Encoder(), new Encoder()]
    for (let i = 0; i < 50; i++) {
      const message = new SharedMessage([body(10), body(90)])
      for (const encoder of encoders) encoder.shared(message)
    }
    const taken = encoders.map((encoder) => encoder.take())
    expect(taken[0]).toHaveLength(1)
    expect(taken[1]![0]).toBe(taken[0]![0])
    expect(taken[2]![0]).toBe(taken[0]![0])
  })

  it('keeps its order among messages to one peer only, and when other messages are skipped', () => {
    const messages = Array.from({ length: 2000 }, (_, i) => new SharedMessage([body(i % 7 === 0 ? 1500 : 80)]))
    const own = [body(20)]
    const encoders = Array.from({ length: 5 }, () => new Encoder())
    const written = encoders.map(() => '')
    const expected = encoders.map(() => '')
    messages.forEach((message, i) => {
      encoders.forEach((encoder, k) => {
        if (random.below(5) === k) return
        encoder.shared(message)
        expected[k] += alone([message])
        if ((i + k) % 50 === 0) {
          encoder.message(own)
          expected[k] += alone([new SharedMessage(own)])
        }
        if ((i + 7 * k) % 300 === 0) {
          written[k] += text(...encoder.take())
          encoder.recycle()
        }
      })
    })
    encoders.forEach((encoder, k) => (written[k] += text(...encoder.take())))
    expect(written).toEqual(expected)
  })

  it('is encoded again for a peer that is so slow that the page was reused', () => {
    const messages = Array.from({ length: 100 }, () => new SharedMessage([body(8000)]))
    const fast = new Encoder()
    for (const message of messages) {
      fast.shared(message)
      fast.take()
      fast.recycle()
    }
    const slow = new Encoder()
    for (const message of messages) slow.shared(message)
    expect(text(...slow.take())).toBe(alone(messages))
  })

  it('does not change memory that a transport still holds', () => {
    const held = new Encoder()
    const first = new SharedMessage([body(100)])
    held.shared(first)
    const inTransport = held.take()
    const before = text(...inTransport)
    const busy = new Encoder()
    for (let i = 0; i < 40; i++) {
      for (let size = 0; size < SLAB_SIZE; size += 8002) busy.shared(new SharedMessage([body(8000)]))
      busy.take()
      busy.recycle()
    }
    expect(text(...inTransport)).toBe(before)
  })

  it('is encoded separately for a peer of ZMTP 1.0', () => {
    const message = new SharedMessage([body(5), body(300)])
    const [shared, plain] = [new LegacyEncoder(), new LegacyEncoder()]
    shared.shared(message)
    plain.message(message.frames)
    expect(text(...shared.take())).toBe(text(...plain.take()))
  })
})
