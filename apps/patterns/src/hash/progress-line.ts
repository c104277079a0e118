/** How far it is, on one line of a terminal that renews itself. Where there is no terminal it says nothing. */

const EVERY_MS = 100

const MB = 1e6

export class ProgressLine {
  files = 0
  bytes = 0
  readonly #stream: NodeJS.WriteStream
  readonly #begun = performance.now()
  readonly #timer: NodeJS.Timeout | undefined

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
    this.#timer = stream.isTTY ? setInterval(() => this.#show(), EVERY_MS) : undefined
  }

  get text(): string {
    const seconds = (performance.now() - this.#begun) / 1000
    return `${this.files} files, ${(this.bytes / MB).toFixed(0)} MB, ${(this.bytes / MB / seconds).toFixed(0)} MB/s`
  }

  /** Before anything else is written to the same terminal. */
  clear(): void {
    if (this.#timer !== undefined) this.#stream.write('\r\u001B[2K')
  }

  stop(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  #show(): void {
    this.#stream.write(`\r\u001B[2K${this.text}`)
  }
}
