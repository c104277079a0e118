/** Counts the characters that code looks at while it reads a text, so that its work can be held without a clock. */

const { charCodeAt, indexOf, slice, at } = String.prototype
const { exec } = RegExp.prototype
const { decode } = TextDecoder.prototype

/** How many characters `action` touches by methods of strings, regular expressions and decoders, each as often as it touches it. */
export function textWork(action: () => unknown): number {
  let work = 0
  String.prototype.charCodeAt = function (this: string, index) {
    work++
    return charCodeAt.call(this, index)
  }
  String.prototype.at = function (this: string, index) {
    work++
    return at.call(this, index)
  }
  String.prototype.indexOf = function (this: string, searched, from = 0) {
    const found = indexOf.call(this, searched, from)
    work += (found < 0 ? this.length : found) - from + 1
    return found
  }
  String.prototype.slice = function (this: string, ...range) {
    const piece = slice.apply(this, range)
    work += piece.length
    return piece
  }
  // What search, test, match and replace come down to.
  RegExp.prototype.exec = function (this: RegExp, text) {
    const from = this.global || this.sticky ? this.lastIndex : 0
    const found = exec.call(this, text)
    work += (found === null ? text.length : found.index + found[0].length) - from + 1
    return found
  }
  TextDecoder.prototype.decode = function (this: InstanceType<typeof TextDecoder>, input, options) {
    work += input?.byteLength ?? 0
    return decode.call(this, input, options)
  }
  try {
    action()
    return work
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf, slice, at })
    RegExp.prototype.exec = exec
    TextDecoder.prototype.decode = decode
  }
}
