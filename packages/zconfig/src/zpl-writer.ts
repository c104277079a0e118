/** A tree as ZPL text the way CZMQ writes it: four spaces a level, every value quoted. Refuses what ZPL cannot say. */
import { ConfigError } from './config-error.ts'
import type { Zconfig } from './zconfig.ts'
import { faultOfText } from './zpl-line.ts'

const INDENT = '    '
/** With the flag u a pair is one character, so this finds halves only. */
const LONE_SURROGATE = /[\ud800-\udfff]/u
const BEGINS_OR_ENDS_BLANK = /^[ \t]|[ \t]$/

/** Throws ERR_ZPL_VALUE when a value cannot be written. */
export function writeZpl(root: Zconfig): string {
  const lines = root.comments.map((comment) => `#${comment}`)
  if (lines.length > 0) lines.push('')
  for (const { item, level } of root.descendants()) {
    const indent = INDENT.repeat(level - 1)
    for (const comment of item.comments) lines.push(`${indent}#${comment}`)
    const value = item.value === undefined ? '' : ` = ${quote(item.value)}`
    const remark = item.remark === undefined ? '' : `    #${item.remark}`
    lines.push(`${indent}${item.name}${value}${remark}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** There is no way to escape a quote (RFC 4), so the other one is taken, or none. */
function quote(value: string): string {
  if (!value.includes('"')) return `"${value}"`
  if (!value.includes("'")) return `'${value}'`
  return value
}

/** Why ZPL cannot say this value, or nothing. */
export function faultOfValue(value: string): string | undefined {
  const fault = faultOfText(value)
  if (fault !== undefined) return fault
  if (LONE_SURROGATE.test(value)) return 'it has half of a surrogate pair, which is no UTF-8'
  if (!value.includes('"') || !value.includes("'")) return undefined
  // With both kinds of quotes it goes unquoted, where other characters mean something.
  if (/^["']/.test(value)) return 'it begins with a quote and has both kinds'
  if (value.includes('#')) return 'it has # and both kinds of quotes'
  if (BEGINS_OR_ENDS_BLANK.test(value)) return 'it has blanks at an end and both kinds of quotes'
  return undefined
}

/** The value, or ERR_ZPL_VALUE. */
export function checkValue(value: string): string {
  const fault = faultOfValue(value)
  if (fault !== undefined) throw new ConfigError('ERR_ZPL_VALUE', `a value that ZPL cannot say: ${fault}`)
  return value
}

/** The comment without blanks at its end, or ERR_ZPL_VALUE. */
export function checkComment(comment: string): string {
  const fault = faultOfText(comment) ?? (LONE_SURROGATE.test(comment) ? 'half of a surrogate pair' : undefined)
  if (fault !== undefined) throw new ConfigError('ERR_ZPL_VALUE', `a comment is one line of text: ${fault}`)
  let end = comment.length
  while (end > 0 && (comment[end - 1] === ' ' || comment[end - 1] === '\t')) end--
  return comment.slice(0, end)
}
