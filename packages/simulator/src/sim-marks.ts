/** Which marked messages passed one direction of a connection: written, read at the far end, or neither seen again. */

/** `Z#` and eight digits and `#`, at the very end of a message: who has read it has read all of the message. */
const LENGTH = 11
const PREFIX = Buffer.from('Z#')

/** The mark of message `id`. */
export function markOf(id: number): Buffer {
  return Buffer.from(`Z#${String(id).padStart(8, '0')}#`)
}

export class Marks {
  #written = 0
  #read = 0
  #tail = Buffer.alloc(0)
  readonly #pending: { readonly end: number; readonly id: number }[] = []
  /** Messages that were written since `beginBatch`. */
  batch: number[] = []
  /** Called for each message that was read to its end. */
  onRead: (id: number) => void = () => undefined

  /** Written, and not yet read to the end. */
  get pending(): number[] {
    return this.#pending.map(({ id }) => id)
  }

  beginBatch(): void {
    this.batch = []
  }

  written(buffer: Uint8Array): void {
    const start = this.#written - this.#tail.length
    const text = Buffer.concat([this.#tail, buffer])
    for (let at = text.indexOf(PREFIX); at >= 0 && at + LENGTH <= text.length; at = text.indexOf(PREFIX, at + 1)) {
      const id = Number(text.toString('latin1', at + 2, at + LENGTH - 1))
      if (text[at + LENGTH - 1] === 0x23 && Number.isInteger(id)) this.#add(id, start + at + LENGTH)
    }
    this.#written += buffer.length
    // One byte less than a mark: none is found twice.
    this.#tail = Buffer.from(text.subarray(Math.max(0, text.length - LENGTH + 1)))
  }

  #add(id: number, end: number): void {
    this.#pending.push({ end, id })
    this.batch.push(id)
  }

  read(size: number): void {
    this.#read += size
    let next = this.#pending[0]
    while (next !== undefined && next.end <= this.#read) {
      this.#pending.shift()
      this.onRead(next.id)
      next = this.#pending[0]
    }
  }
}
