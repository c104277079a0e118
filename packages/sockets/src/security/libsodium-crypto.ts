/**
 * The cryptography of CURVE by libsodium in WebAssembly. It uses fixed addresses of the WebAssembly memory. So a message needs no allocation
 * there, and a secret has at most one copy there, which `wipe` clears.
 */
import { platform } from '#platform'
import { ProtocolError } from '@tszmq/zmtp-codec'
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { allocate, view } from '@tszmq/zmtp-codec/internal'
import { RandomPool } from './random-pool.ts'

/** The C functions of libsodium that are used. Arguments are addresses in its memory; 0 means success. */
export interface Libsodium {
  /** Its memory; another array after it has grown. */
  readonly HEAPU8: Uint8Array
  _malloc(size: number): number
  _free(address: number): void
  _crypto_scalarmult_base(publicKey: number, secretKey: number): number
  _crypto_box_beforenm(key: number, publicKey: number, secretKey: number): number
  _crypto_secretbox_easy(box: number, message: number, size: number, sizeHigh: number, nonce: number, key: number): number
  _crypto_secretbox_open_easy(message: number, box: number, size: number, sizeHigh: number, nonce: number, key: number): number
}

const KEY = 32
const NONCE = 24
const MAC = 16

/** Boxes up to this size use a fixed buffer; for larger ones memory is allocated. */
const SCRATCH = 65_536

/** Up to this size a loop is faster than creating the view that `set` needs. */
const LOOP = 64

/** Views of the buffer up to this size are kept for reuse. */
const KEPT_VIEWS = 2048

export class LibsodiumCrypto implements CurveCrypto {
  readonly #sodium: Libsodium
  readonly #pool = new RandomPool()
  readonly #keyAt: number
  readonly #nonceAt: number
  readonly #publicAt: number
  readonly #secretAt: number
  readonly #resultAt: number
  readonly #scratchAt: number
  #heap: Uint8Array
  #boxes: (Uint8Array | undefined)[] = []
  #contents: (Uint8Array | undefined)[] = []
  /** The key that is at `#keyAt`. */
  #key: Uint8Array | undefined

  constructor(sodium: Libsodium) {
    this.#sodium = sodium
    const base = sodium._malloc(5 * KEY + MAC + SCRATCH)
    this.#keyAt = base
    this.#nonceAt = base + KEY
    this.#publicAt = base + 2 * KEY
    this.#secretAt = base + 3 * KEY
    this.#resultAt = base + 4 * KEY
    this.#scratchAt = base + 5 * KEY
    this.#heap = sodium.HEAPU8
  }

  random(bytes: Uint8Array): void {
    this.#pool.fill(bytes)
  }

  publicKey(secretKey: Uint8Array): Uint8Array {
    const heap = this.#memory()
    heap.set(secretKey, this.#secretAt)
    this.#sodium._crypto_scalarmult_base(this.#resultAt, this.#secretAt)
    heap.fill(0, this.#secretAt, this.#secretAt + KEY)
    return this.#result(heap)
  }

  beforenm(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined {
    const heap = this.#memory()
    heap.set(publicKey, this.#publicAt)
    heap.set(secretKey, this.#secretAt)
    const failed = this.#sodium._crypto_box_beforenm(this.#resultAt, this.#publicAt, this.#secretAt) !== 0
    heap.fill(0, this.#secretAt, this.#secretAt + KEY)
    const key = this.#result(heap)
    return failed ? undefined : key
  }

  seal(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): void {
    const whole = size + MAC
    const at = whole > SCRATCH ? this.#allocate(whole) : this.#scratchAt
    this.#enter(key, nonce)
    this.#copyIn(bytes, start + MAC, size, at + MAC)
    this.#sodium._crypto_secretbox_easy(at, at + MAC, size, 0, this.#nonceAt, this.#keyAt)
    bytes.set(at === this.#scratchAt ? this.#sealed(whole) : this.#heap.subarray(at, at + whole), start)
    if (at !== this.#scratchAt) this.#sodium._free(at)
  }

  open(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): boolean {
    const at = size > SCRATCH ? this.#allocate(size) : this.#scratchAt
    this.#enter(key, nonce)
    this.#copyIn(bytes, start, size, at)
    // In place, so that the content need not be moved.
    const opened = at + MAC
    const genuine = this.#sodium._crypto_secretbox_open_easy(opened, at, size, 0, this.#nonceAt, this.#keyAt) === 0
    if (genuine) bytes.set(at === this.#scratchAt ? this.#opened(size - MAC) : this.#heap.subarray(opened, at + size), start + MAC)
    if (at !== this.#scratchAt) this.#sodium._free(at)
    return genuine
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    return a.length === b.length && platform.cryptography.equal(a, b)
  }

  wipe(secret: Uint8Array): void {
    secret.fill(0)
    if (this.#key !== secret) return
    this.#key = undefined
    this.#memory().fill(0, this.#keyAt, this.#keyAt + KEY)
  }

  /** Copies the nonce, and the key unless it is there already. Keys are changed only by `wipe`. */
  #enter(key: Uint8Array, nonce: Uint8Array): void {
    const heap = this.#memory()
    if (this.#key !== key) {
      heap.set(key, this.#keyAt)
      this.#key = key
    }
    const at = this.#nonceAt
    for (let i = 0; i < NONCE; i++) heap[at + i] = nonce[i] as number
  }

  #copyIn(bytes: Uint8Array, start: number, size: number, at: number): void {
    const heap = this.#heap
    if (size > LOOP) return heap.set(view(bytes.buffer, bytes.byteOffset + start, size), at)
    for (let i = 0; i < size; i++) heap[at + i] = bytes[start + i] as number
  }

  /** The first bytes of the buffer: a box. */
  #sealed(size: number): Uint8Array {
    const at = this.#scratchAt
    if (size > KEPT_VIEWS) return this.#heap.subarray(at, at + size)
    return (this.#boxes[size] ??= this.#heap.subarray(at, at + size))
  }

  /** The bytes after the MAC: the content of a box. */
  #opened(size: number): Uint8Array {
    const at = this.#scratchAt + MAC
    if (size > KEPT_VIEWS) return this.#heap.subarray(at, at + size)
    return (this.#contents[size] ??= this.#heap.subarray(at, at + size))
  }

  #memory(): Uint8Array {
    if (this.#heap !== this.#sodium.HEAPU8) {
      this.#heap = this.#sodium.HEAPU8
      this.#boxes = []
      this.#contents = []
    }
    return this.#heap
  }

  #result(heap: Uint8Array): Uint8Array {
    const result = allocate(KEY)
    result.set(heap.subarray(this.#resultAt, this.#resultAt + KEY))
    heap.fill(0, this.#resultAt, this.#resultAt + KEY)
    return result
  }

  #allocate(size: number): number {
    const at = this.#sodium._malloc(size)
    if (at !== 0) return at
    throw new ProtocolError('ERR_ZMTP_MESSAGE_SIZE', `a box of ${size} bytes is more than libsodium's WebAssembly can hold`)
  }
}
