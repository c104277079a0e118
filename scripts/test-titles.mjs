/**
 * Reads the tests of a file from its source: their titles and those of the blocks around them, the clauses that a title names,
 * and the transports they go over. Clauses are `(4, 5)` in the test file of a specification, and `(RFC 30: 4)`, `(rule 7)` or
 * `(wire 3)` in any file. It runs no test.
 */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import ts from 'typescript'
import { root } from './page.mjs'

const MARK = /\s?\((RFC \d+: |rules? |wire )?(\d+(?:, \d+)*)\)/g

/** The function of `it`, `it.skip`, `it.each(table)` or `describe`, and the words after it. */
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

/** The text of a title. An ellipsis stands for what a table fills in. */
function title(node) {
  if (node === undefined) return undefined
  if (ts.isStringLiteralLike(node)) return node.text.replace(/%[sdifjop#]|\$[\w.]+/g, '…')
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('')
}

export const TRANSPORTS = ['tcp', 'ipc', 'inproc']

/** The transports of a `describe.each(TRANSPORTS)`, of an `it.each(WIRES)` or of a table. */
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

/** All tests of a file: titles above, own title without marks, clauses, whether it is skipped, and transports. */
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

/** All comments of a file. `before` is the title of the test that directly follows the comment. */
export function commentsOf(path) {
  const text = readFileSync(path, 'utf8')
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found = new Map()
  const visit = (node) => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ]
    for (const { pos, end } of ranges) {
      if (found.has(pos)) continue
      const isTest = ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) && pos < node.getStart()
      const before = isTest && callee(node.expression) !== undefined ? title(node.expression.arguments[0]) : undefined
      found.set(pos, { text: text.slice(pos, end), before })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return [...found.values()]
}

/** A title without its marks, and the clauses that the marks name: `RFC 30 4`. */
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
