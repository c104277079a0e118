/** What is going on, on standard error: one line that renews itself on a terminal, elsewhere a line each. */

export class Progress {
  readonly #stream: NodeJS.WriteStream

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  say(text: string): void {
    if (this.#stream.isTTY) this.#stream.write(`\r\u001B[2K${text}`)
    else this.#stream.write(`${text}\n`)
  }

  /** Before anything else is written to the same terminal. */
  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001B[2K')
  }
}
