/** A readable cipher for tests: a counter, the flags, and the frame with every bit inverted. */
import type { Cipher, MechanismPlugin } from '../src/mechanism.ts'
import { NULL } from '../src/null-mechanism.ts'

export class FlipCipher implements Cipher {
  readonly overhead = 2
  destroyed = 0
  #count = 0

  seal(frame: Uint8Array, flags: number, out: Uint8Array, offset: number): void {
    out[offset] = this.#count++
    out[offset + 1] = flags
    for (let i = 0; i < frame.length; i++) out[offset + 2 + i] = (frame[i] as number) ^ 0xff
  }

  open(bytes: Uint8Array, start: number, size: number): number {
    for (let i = start + 2; i < start + size; i++) bytes[i] = (bytes[i] as number) ^ 0xff
    return bytes[start + 1] as number
  }

  destroy(): void {
    this.destroyed++
  }
}

/** Returns the bytes of a sealed frame. */
export function flipped(count: number, flags: number, frame: Uint8Array): Uint8Array {
  return Uint8Array.from([count, flags, ...frame.map((byte) => byte ^ 0xff)])
}

/** NULL with another name, whose traffic is encrypted with `cipher`. */
export function ciphered(name: string, cipher: Cipher | undefined, asServer = false): MechanismPlugin {
  return { name, asServer, create: (context) => Object.assign(NULL.create(context), { cipher }) }
}
