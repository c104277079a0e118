/** Parses one line of ZPL (RFC 4): indentation, name, value, comment. The reason of a refusal never contains text of the line. */
import { checkString } from '@tszmq/sockets/internal'

export interface ZplLine {
  /** Spaces before the first character. */
  readonly indent: number
  /** Nothing on an empty line and on one that is all comment. */
  readonly name: string | undefined
  /** Nothing without `=`. */
  readonly value: string | undefined
  /** What follows `#`, without the spaces at the end. */
  readonly comment: string | undefined
}

const SPACE = 0x20
const TAB = 0x09
const HASH = 0x23
const EQUALS = 0x3d
const DOUBLE_QUOTE = 0x22
const SINGLE_QUOTE = 0x27
const SLASH = '/'

const NAME = /^[A-Za-z0-9$\-_@.&+/]+$/
const IN_NAME = new Set([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$-_@.&+/'].map((c) => c.charCodeAt(0)))

// RFC 4: "any printable character"; a tab is whitespace. CZMQ ends a line at a NUL without a word.
// With the flag u a pair of surrogates is one character, so this finds halves only.
const UNFIT = /[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]/u

/** The reason why a name is invalid; undefined if it is valid. As in CZMQ a name neither begins nor ends with a slash. */
export function faultOfName(name: string): string | undefined {
  checkString('name', name)
  if (!NAME.test(name)) return 'a name is made of letters, digits and $ - _ @ . & + /'
  if (name.startsWith(SLASH) || name.endsWith(SLASH)) return 'a name neither begins nor ends with /'
  return undefined
}

/** The reason why text cannot be on a line; undefined if it can. */
export function faultOfText(text: string): string | undefined {
  checkString('text', text)
  const at = text.search(UNFIT)
  if (at < 0) return undefined
  const code = text.charCodeAt(at)
  if (code > 0xff) return `character ${at + 1} is half of a surrogate pair, which is no UTF-8`
  return `character ${at + 1} is a control character, 0x${code.toString(16).padStart(2, '0')}`
}

/** The parts of a line, or the reason why it is invalid. */
export function readZplLine(line: string): ZplLine | string {
  const fault = faultOfText(line)
  if (fault !== undefined) return fault
  const end = endOf(line, line.length)
  let indent = 0
  while (indent < end && line.charCodeAt(indent) === SPACE) indent++
  const start = skipBlanks(line, indent, end)
  if (start === end) return { indent, name: undefined, value: undefined, comment: undefined }
  if (line.charCodeAt(start) === HASH) {
    return { indent, name: undefined, value: undefined, comment: line.slice(start + 1, end) }
  }
  if (start > indent) return 'a tab before a name: ZPL is indented by spaces'
  return readProperty(line, indent, end)
}

function readProperty(line: string, indent: number, end: number): ZplLine | string {
  let at = indent
  while (at < end && IN_NAME.has(line.charCodeAt(at))) at++
  const name = line.slice(indent, at)
  if (name === '') return `character ${at + 1} cannot begin a name`
  const fault = faultOfName(name)
  if (fault !== undefined) return fault
  at = skipBlanks(line, at, end)
  const next = line.charCodeAt(at)
  if (at === end) return { indent, name, value: undefined, comment: undefined }
  if (next === HASH) return { indent, name, value: undefined, comment: line.slice(at + 1, end) }
  if (next !== EQUALS) return `character ${at + 1} is neither = nor # after a name`
  at = skipBlanks(line, at + 1, end)
  return { indent, name, ...(quoted(line, at, end) ?? unquoted(line, at, end)) }
}

/** RFC 4: a value that starts with a quote and does not end in a matching one is taken as unquoted. */
function quoted(line: string, at: number, end: number): { value: string; comment: string | undefined } | undefined {
  const quote = line.charCodeAt(at)
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return undefined
  const close = line.indexOf(String.fromCharCode(quote), at + 1)
  if (close < 0) return undefined
  const after = skipBlanks(line, close + 1, end)
  if (after < end && line.charCodeAt(after) !== HASH) return undefined
  return { value: line.slice(at + 1, close), comment: after < end ? line.slice(after + 1, end) : undefined }
}

function unquoted(line: string, at: number, end: number): { value: string; comment: string | undefined } {
  const hash = line.indexOf('#', at)
  if (hash < 0) return { value: line.slice(at, end), comment: undefined }
  return { value: line.slice(at, Math.max(at, endOf(line, hash))), comment: line.slice(hash + 1, end) }
}

function skipBlanks(line: string, from: number, end: number): number {
  let at = from
  while (at < end && isBlank(line.charCodeAt(at))) at++
  return at
}

/** The end of a text without the blanks before `end`. */
function endOf(line: string, end: number): number {
  let at = end
  while (at > 0 && isBlank(line.charCodeAt(at - 1))) at--
  return at
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}
