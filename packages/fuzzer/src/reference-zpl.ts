/** A second reader of ZPL (RFC 4), by regular expressions and slow: what the real one is compared with. It knows no limits. */

const LINE = /^( *)([A-Za-z0-9$\-_@.&+/]+)[ \t]*(?:#.*|=(.*))?$/
const QUOTED = [/^"([^"]*)"[ \t]*(?:#.*)?$/, /^'([^']*)'[ \t]*(?:#.*)?$/]

/** Each item as `level name = value`; the last line is the code and the line of what was refused, if anything was. */
export function readZplSlowly(text: string): string[] {
  const items: string[] = []
  let deepest = 0
  for (const [n, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const refused = (code: string): string[] => [...items, `!${code} ${n + 1}`]
    if (/[^\t\x20-\x7e\x80-\uffff]/.test(line)) return refused('ERR_ZPL_SYNTAX')
    const trimmed = line.replace(/[ \t]+$/, '')
    if (/^[ \t]*(#|$)/.test(trimmed)) continue
    const [, indent, name, rest] = LINE.exec(trimmed) ?? []
    if (indent === undefined || name === undefined || /^\/|\/$/.test(name)) return refused('ERR_ZPL_SYNTAX')
    const level = indent.length / 4
    if (level > deepest || level % 1 > 0) return refused('ERR_ZPL_INDENTATION')
    deepest = level + 1
    items.push(`${level} ${name}${rest === undefined ? '' : ` = ${valueOf(rest.replace(/^[ \t]+/, ''))}`}`)
  }
  return items
}

function valueOf(rest: string): string {
  for (const form of QUOTED) {
    const [, inside] = form.exec(rest) ?? []
    if (inside !== undefined) return inside
  }
  return (rest.split('#')[0] as string).replace(/[ \t]+$/, '')
}
