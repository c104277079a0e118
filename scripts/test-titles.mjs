/**
 * The tests of a file as their sources say it: the titles they stand under, their own, the clauses these name, `(4, 5)` in a
 * specification's own test file, `(RFC 30: 4)`, `(rule 7)` or `(wire 3)` in any, and the transports they go over. It runs none
 * of them.
 */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import ts from 'typescript'
import { root } from './page.mjs'

const MARK = /\s?\((RFC \d+: |rules? |wire )?(\d+(?:, \d+)*)\)/g

/** `it`, `it.skip`, `it.each(table)`, `describe` …: which, and how it is varied. */
function callee(node) {
  let of = node.expression
  const words = []
  while (!ts.isIdentifier(of)) {
    if (ts.isPropertyAccessExpression(of)) words.push(of.name.text)
    if (!ts.isPropertyAccessExpression(of) && !ts.isCallExpression(of) && !ts.isTaggedTemplateExpression(of)) return undefined
    of = ts.isTaggedTemplateExpression(of) ? of.tag : of.expression
  }
  return { name: of.text, words }
}

/** The text of a title; what a test fills in is an ellipsis. */
function title(node) {
  if (node === undefined) return undefined
  if (ts.isStringLiteralLike(node)) return node.text.replace(/%[sdifjop#]|\$[\w.]+/g, '…')
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('')
}

export const TRANSPORTS = ['tcp', 'ipc', 'inproc']

/** The transports that a `describe.each(TRANSPORTS)`, `it.each(WIRES)` or a table of them goes over. */
function over(node) {
  if (!ts.isCallExpression(node.expression)) return []
  const [table] = node.expression.arguments
  if (table === undefined) return []
  if (ts.isIdentifier(table)) return { TRANSPORTS, WIRES: ['tcp', 'ipc'] }[table.text] ?? []
  const rows = ts.isAsExpression(table) ? table.expression : table
  if (!ts.isArrayLiteralExpression(rows)) return []
  const first = rows.elements.map((row) => (ts.isArrayLiteralExpression(row) ? row.elements[0] : row))
  return first
    .filter((each) => each !== undefined && ts.isStringLiteral(each))
    .map(({ text }) => text.split(/\W/)[0])
    .filter((each) => TRANSPORTS.includes(each))
}

/** All tests of a file: the titles they stand under, their own without marks, the clauses they name, whether they are run, and over what. */
export function testsOf(path) {
  const file = relative(root, path).replaceAll('\\', '/')
  const own = /\/test\/spec\/rfc(\d+)/.exec(file)?.[1]
  const source = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found = []
  const visit = (node, above, ways) => {
    if (ts.isCallExpression(node)) {
      const called = callee(node)
      const text = title(node.arguments[0])
      if (called?.name === 'describe' && text !== undefined) {
        for (const argument of node.arguments.slice(1)) visit(argument, [...above, text], [...ways, ...over(node)])
        return
      }
      if ((called?.name === 'it' || called?.name === 'test') && text !== undefined) {
        const skipped = called.words.some((word) => word === 'skip' || word === 'todo' || word === 'failing')
        const { words, names } = marks(text, own === undefined ? undefined : `RFC ${own}`)
        const tables = [...ways, ...over(node)]
        const stages = [...node.getText().matchAll(/(?:new Stage|bound)\('(\w+)'/g)].map(([, name]) => name)
        found.push({ file, above: above.join(', '), text: words, names, skipped, over: new Set(tables.length > 0 ? tables : stages) })
        return
      }
    }
    ts.forEachChild(node, (child) => visit(child, above, ways))
  }
  visit(source, [], [])
  return found
}

/** A title without its marks, and what they name: `RFC 30 4`. */
function marks(text, own) {
  const names = []
  const words = text.replace(MARK, (whole, of, numbers) => {
    const list = of === undefined ? own : of.replace(/s? $|: $/, '')
    if (list === undefined) return whole
    for (const number of numbers.split(', ')) names.push(`${list} ${number}`)
    return ''
  })
  return { words, names }
}
