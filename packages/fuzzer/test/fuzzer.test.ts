/** The fuzzer itself: that it can be replayed, and that it finds what is wrong. */
import { Decoder } from '@tszmq/zmtp-codec/internal'
import { PeerTable } from '@tszmq/zbeacon/internal'
import { FuzzFinding, fuzz } from '@tszmq/fuzzer'
import { Xoshiro128 } from '@tszmq/testkit'

afterEach(() => jest.restoreAllMocks())

describe('Xoshiro128', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number): number[] =>
      Array.from(
        { length: 8 },
        (
          (random) => () =>
            random.next()
        )(new Xoshiro128(seed)),
      )
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    expect(new Set([...draw(0), ...draw(1), ...draw(2)]).size).toBe(24)
  })

  it('draws from the whole of a range and from nothing else', () => {
    const random = new Xoshiro128(9)
    const drawn = new Set(Array.from({ length: 1000 }, () => random.below(7)))
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
})

describe('fuzz', () => {
  /** Runs it over a decoder that is broken in one way; returns what it found. */
  function find(broken: (push: (chunk: Uint8Array) => void, chunk: Uint8Array) => void, start = 0, executions = 3000): string {
    const { push } = Decoder.prototype
    jest.spyOn(Decoder.prototype, 'push').mockImplementation(function (this: Decoder, chunk) {
      broken((bytes) => push.call(this, bytes), chunk)
    })
    try {
      fuzz({ seed: 4, start, executions })
      return ''
    } catch (error) {
      if (!(error instanceof FuzzFinding)) throw error
      return error.message
    } finally {
      jest.restoreAllMocks()
    }
  }

  it('finds nothing in a decoder that is right', () => expect(find((push, chunk) => push(chunk))).toBe(''))

  it('finds a decoder that loses its place between chunks', () => {
    expect(find((push, chunk) => push(chunk.length === 1 ? chunk : chunk.subarray(0, chunk.length - 1)))).toContain('differs from')
  })

  it('finds a decoder that throws a RangeError', () => {
    expect(
      find((push, chunk) => {
        if (chunk[0] === 0xff) throw new RangeError('out of range')
        push(chunk)
      }),
    ).toContain('threw what is no ProtocolError')
  })

  it('finds a decoder that asks for memory it has no bytes for', () => {
    expect(
      find((push, chunk) => {
        Buffer.allocUnsafeSlow(chunk.length === 0 ? 0 : 2_000_000)
        push(chunk)
      }),
    ).toContain('asked for')
  })

  it.each([
    ['lets in whatever comes from an address', () => jest.spyOn(PeerTable.prototype, 'admit').mockReturnValue(true)],
    ['never forgets an address', () => jest.spyOn(PeerTable.prototype as unknown as { size: number }, 'size', 'get').mockReturnValue(1000)],
  ])('finds a beacon that %s', (_, broken) => {
    broken()
    expect(() => fuzz({ seed: 4, executions: 3000 })).toThrow(FuzzFinding)
  })

  it('finds the same again from the line it prints', () => {
    const broken = (push: (chunk: Uint8Array) => void, chunk: Uint8Array): void => {
      if (chunk.includes(0x7f)) throw new TypeError('seven')
      push(chunk)
    }
    const found = find(broken)
    const [, start] = /--seed 4 --start (\d+) --executions 1/.exec(found)!
    expect(find(broken, Number(start), 1)).toBe(found)
  })
})
