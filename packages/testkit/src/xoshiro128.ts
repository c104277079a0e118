/** xoshiro128** 1.1 by Blackman and Vigna: chance that can be had again from its seed. Not for secrets. */

export class Xoshiro128 {
  readonly #state = new Uint32Array(4)

  /** Any 32-bit seed; it is spread over the state by splitmix32, so that even 0 and 1 have nothing in common. */
  constructor(seed: number) {
    let mix = seed >>> 0
    for (let i = 0; i < 4; i++) {
      mix = (mix + 0x9e3779b9) >>> 0
      let word = mix
      word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
      this.#state[i] = word ^ (word >>> 15)
    }
  }

  /** The next 32 bits. */
  next(): number {
    const state = this.#state
    const a = state[0] as number
    const b = state[1] as number
    const c = state[2] as number
    const d = state[3] as number
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    state[2] = c ^ a
    state[3] = d ^ b
    state[1] = b ^ (c ^ a)
    state[0] = a ^ (d ^ b)
    state[2] = state[2] ^ (b << 9)
    state[3] = rotate(state[3], 11)
    return result
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit)
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  bytes(size: number): Uint8Array {
    const bytes = new Uint8Array(size)
    let word = 0
    for (let i = 0; i < size; i++) {
      word = i % 4 === 0 ? this.next() : word >>> 8
      bytes[i] = word
    }
    return bytes
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
