/** A tree as ZPL text the way CZMQ writes it: four spaces a level, every value quoted. Refuses what ZPL cannot say. */
import { ConfigError } from './config-error.ts'
import type { Zconfig } from './zconfig.ts'
import { faultOfText, readZplLine } from './zpl-line.ts'

const INDENT = '    '

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
  if (!value.includes('"') || !value.includes("'")) return undefined
  // With both kinds of quotes it goes unquoted, where other characters mean something.
  const line = readZplLine(`x = ${value}`)
  if (typeof line !== 'string' && line.value === value) return undefined
  return 'it has both kinds of quotes, and would be read as something else without any'
}

/** The value, or ERR_ZPL_VALUE. */
export function checkValue(value: string): string {
  const fault = faultOfValue(value)
  if (fault !== undefined) throw new ConfigError('ERR_ZPL_VALUE', `a value that ZPL cannot say: ${fault}`)
  return value
}

/** The comment without blanks at its end, or ERR_ZPL_VALUE. */
export function checkComment(comment: string): string {
  const fault = faultOfText(comment)
  if (fault !== undefined) throw new ConfigError('ERR_ZPL_VALUE', `a comment is one line of text: ${fault}`)
  let end = comment.length
  while (end > 0 && (comment[end - 1] === ' ' || comment[end - 1] === '\t')) end--
  return comment.slice(0, end)
}
