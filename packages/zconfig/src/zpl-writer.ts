/** Writes a tree as ZPL text, as CZMQ does: four spaces for each level, every value quoted. */
import { ConfigError } from './config-error.ts'
import type { Zconfig } from './zconfig.ts'
import { faultOfText, readZplLine } from './zpl-line.ts'

const INDENT = '    '

/** Throws ERR_ZPL_VALUE for a value that ZPL cannot express. */
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

/** A quote cannot be escaped (RFC 4), so a value with one kind of quotes is written in the other, or without. */
function quote(value: string): string {
  if (!value.includes('"')) return `"${value}"`
  if (!value.includes("'")) return `'${value}'`
  return value
}

/** The reason why ZPL cannot express a value; undefined if it can. */
export function faultOfValue(value: string): string | undefined {
  const fault = faultOfText(value)
  if (fault !== undefined) return fault
  if (!value.includes('"') || !value.includes("'")) return undefined
  // A value with both kinds of quotes is written unquoted, where other characters have a meaning.
  const line = readZplLine(`x = ${value}`)
  if (typeof line !== 'string' && line.value === value) return undefined
  return 'it has both kinds of quotes, and would be read as something else without any'
}

/** Returns the value. Throws ERR_ZPL_VALUE. */
export function checkValue(value: string): string {
  const fault = faultOfValue(value)
  if (fault !== undefined) throw new ConfigError('ERR_ZPL_VALUE', `a value that ZPL cannot say: ${fault}`)
  return value
}

/** Returns the comment without blanks at its end. Throws ERR_ZPL_VALUE. */
export function checkComment(comment: string): string {
  const fault = faultOfText(comment)
  if (fault !== undefined) throw new ConfigError('ERR_ZPL_VALUE', `a comment is one line of text: ${fault}`)
  let end = comment.length
  while (end > 0 && (comment[end - 1] === ' ' || comment[end - 1] === '\t')) end--
  return comment.slice(0, end)
}
