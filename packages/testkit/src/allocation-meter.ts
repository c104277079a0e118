/** Counts the bytes the codec asks memory for, by standing between it and Buffer. Refuses to be installed twice. */

export class AllocationMeter {
  /** Bytes asked for since the last `reset`. */
  bytes = 0
  readonly #original = Buffer.allocUnsafeSlow

  constructor() {
    const original = this.#original
    Buffer.allocUnsafeSlow = (size: number) => {
      this.bytes += size
      return original(size)
    }
  }

  reset(): void {
    this.bytes = 0
  }

  remove(): void {
    Buffer.allocUnsafeSlow = this.#original
  }
}
