/** Reads a ZPL text (RFC 4) into a tree, in one pass without recursion. An error names the wrong line. */
import { ConfigError } from './config-error.ts'
import type { ConfigErrorCode } from './config-error.ts'
import type { Zconfig } from './zconfig.ts'
import { readZplLine } from './zpl-line.ts'
import type { ZplLine } from './zpl-line.ts'
import type { ZplLimits } from './zpl-limits.ts'

const INDENT = 4
const BOM = '\ufeff'
const LF = 0x0a
const CR = 0x0d

export class ZplReader {
  readonly root: Zconfig
  readonly #limits: ZplLimits
  readonly #file: string | undefined
  /** The last item of each level, which are the parents of the next lines. */
  readonly #path: Zconfig[]
  #comments: string[] = []
  #line = 0
  #items = 0

  /** The items are added below `root`, which is empty. */
  constructor(root: Zconfig, limits: ZplLimits, file: string | undefined) {
    this.root = root
    this.#path = [root]
    this.#limits = limits
    this.#file = file
  }

  /** Throws ERR_ZPL_SYNTAX, ERR_ZPL_INDENTATION, ERR_ZPL_ENCODING, ERR_ZPL_LIMIT. */
  read(input: string | Uint8Array): Zconfig {
    if (input.length > this.#limits.maxSize) {
      throw this.#refusal('ERR_ZPL_LIMIT', `a text of ${input.length} bytes exceeds maxSize ${this.#limits.maxSize}`)
    }
    const text = typeof input === 'string' ? input : this.#decode(input)
    let start = text.startsWith(BOM) ? 1 : 0
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code !== LF && code !== CR) continue
      this.#readLine(text, start, at)
      if (code === CR && text.charCodeAt(at + 1) === LF) at++
      start = at + 1
    }
    this.#readLine(text, start, text.length)
    for (const comment of this.#comments) this.root.addComment(comment)
    return this.root
  }

  #readLine(text: string, start: number, end: number): void {
    this.#line++
    const { maxLineLength } = this.#limits
    if (end - start > maxLineLength) {
      throw this.#refusal('ERR_ZPL_LIMIT', `a line of ${end - start} characters exceeds maxLineLength ${maxLineLength}`)
    }
    const line = readZplLine(text.slice(start, end))
    if (typeof line === 'string') throw this.#refusal('ERR_ZPL_SYNTAX', line)
    if (line.name !== undefined) return this.#add(line, line.name)
    if (line.comment !== undefined) this.#comments.push(line.comment)
    else if (this.#items === 0) this.#endHeader()
  }

  /** Comments above the first empty line belong to the file, later ones to the item that follows. */
  #endHeader(): void {
    for (const comment of this.#comments) this.root.addComment(comment)
    this.#comments = []
  }

  #add(line: ZplLine, name: string): void {
    const level = line.indent / INDENT
    if (!Number.isInteger(level)) {
      throw this.#refusal('ERR_ZPL_INDENTATION', `indented by ${line.indent} spaces, which is no multiple of ${INDENT}`)
    }
    const parent = this.#path[level]
    if (parent === undefined) {
      throw this.#refusal('ERR_ZPL_INDENTATION', `at level ${level}, but the item above is at level ${this.#path.length - 2}`)
    }
    const { maxDepth, maxItems } = this.#limits
    if (level >= maxDepth) throw this.#refusal('ERR_ZPL_LIMIT', `more than maxDepth ${maxDepth} levels`)
    if (++this.#items > maxItems) throw this.#refusal('ERR_ZPL_LIMIT', `more than maxItems ${maxItems} properties`)
    const item = parent.append(name, line.value)
    item.line = this.#line
    item.remark = line.comment
    for (const comment of this.#comments) item.addComment(comment)
    this.#comments = []
    this.#path.length = level + 1
    this.#path.push(item)
  }

  #decode(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch (cause) {
      this.#line = lineOfBadUtf8(bytes)
      throw this.#refusal('ERR_ZPL_ENCODING', 'this is not UTF-8', cause)
    }
  }

  #refusal(code: ConfigErrorCode, reason: string, cause?: unknown): ConfigError {
    return new ConfigError(code, reason, { file: this.#file, line: this.#line === 0 ? undefined : this.#line, cause })
  }
}

/** A line end is never part of a longer UTF-8 sequence, so each line can be decoded by itself. */
function lineOfBadUtf8(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  let start = 0
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) continue
    try {
      decoder.decode(bytes.subarray(start, at))
    } catch {
      return line
    }
    if (bytes[at] === CR && bytes[at + 1] === LF) at++
    start = at + 1
    line++
  }
  return line
}
