/**
 * docs/conformance.md: every clause of a specification with the tests that hold it, or why none does. Clauses come from the
 * lists in `test/spec/*-clauses.ts`, tests from the titles that name clauses: `(4, 5)` in the specification's own test files,
 * `(RFC 30: 4)` or `(rule 7)` in any other. Refuses a list with a gap, a clause that nothing answers for, and a title that
 * names a clause that is not there. It runs no test.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { MADE, cell, evaluate, root } from './page.mjs'

const MARK = /\s?\((RFC \d+: |rules? |wire )?(\d+(?:, \d+)*)\)/g

// ---- tests

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

/** All tests of a file: the titles they stand under, their own, the clauses they name, and whether they are run. */
function testsOf(path) {
  const file = relative(root, path).replaceAll('\\', '/')
  const own = /\/test\/spec\/rfc(\d+)/.exec(file)?.[1]
  const source = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found = []
  const visit = (node, above) => {
    if (ts.isCallExpression(node)) {
      const called = callee(node)
      const text = title(node.arguments[0])
      if (called?.name === 'describe' && text !== undefined) {
        for (const argument of node.arguments.slice(1)) visit(argument, [...above, text])
        return
      }
      if ((called?.name === 'it' || called?.name === 'test') && text !== undefined) {
        const skipped = called.words.some((word) => word === 'skip' || word === 'todo' || word === 'failing')
        const { words, names } = marks(text, own === undefined ? undefined : `RFC ${own}`)
        found.push({ file, above: above.join(', '), text: words, names, skipped })
        return
      }
    }
    ts.forEachChild(node, (child) => visit(child, above))
  }
  visit(source, [])
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

function walk(folder, suffix) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const packages = () => readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'test'))

// ---- clauses

/** A list as it is exported, with the tests of each clause. Throws for a list that does not say what becomes of a clause. */
function answered({ mark, title: name, clauses }, tests) {
  const rows = clauses.map((clause, index) => {
    if (clause.number !== index + 1) throw new Error(`${mark}: clause ${clause.number} stands in place ${index + 1}`)
    const held = tests.filter(({ names, skipped }) => !skipped && names.includes(`${mark} ${clause.number}`))
    const { differs, notOurs, same, list } = clause
    const state = notOurs !== undefined ? 'not ours' : differs !== undefined ? 'differs' : 'held'
    if (state === 'held' && same === undefined && list === undefined && held.length === 0) throw new Error(`${mark}: no test names clause ${clause.number}`)
    if (state === 'not ours' && held.length > 0) throw new Error(`${mark}: clause ${clause.number} is not ours, but a test names it`)
    return { ...clause, held, state }
  })
  for (const { file, text, names } of tests) {
    const lost = names.find((each) => each.startsWith(`${mark} `) && rows[Number(each.slice(mark.length + 1)) - 1] === undefined)
    if (lost !== undefined) throw new Error(`${file}: "${text}" names ${lost}, which is not there`)
  }
  return { mark, name, rows }
}

/** By the number of the RFC; lists that are not of an RFC come last. */
function order({ mark }) {
  return `${/RFC (\d+)/.exec(mark)?.[1] ?? '999'} ${mark}`
}

// ---- the page

function link(file) {
  return `[${file.split('/').at(-1).replace('.test.ts', '')}](../${file})`
}

/** The file that holds most of a list: it is named once, the others with each of their tests. */
function mainFile(rows) {
  const counted = new Map()
  for (const { file } of rows.flatMap(({ held }) => held)) counted.set(file, (counted.get(file) ?? 0) + 1)
  return [...counted].sort(([, a], [, b]) => b - a)[0][0]
}

/** A test as a line of a cell. The number of the RFC is said above. */
function line({ file, above, text }, main) {
  const words = [above.replace(/^RFC \d+,? ?/, ''), text].filter((each) => each !== '').join(': ')
  return file === main ? words : `${link(file)}: ${words}`
}

function answer({ held, differs, notOurs, same, list }, main) {
  const reasons = []
  if (notOurs !== undefined) reasons.push(`**not ours**: ${notOurs}`)
  if (differs !== undefined) reasons.push(`**differs**: ${differs}`)
  if (same !== undefined) reasons.push(`as clause ${same} of RFC 37`)
  if (list !== undefined) reasons.push(`by the clauses of ${list}`)
  return [...reasons, ...held.map((test) => line(test, main))].map(cell).join('<br>')
}

/** How many clauses, how many of them binding, and what became of them. */
function counts({ mark, name, rows }) {
  const count = (state) => rows.filter((row) => row.state === state).length
  const binding = rows.filter(({ says }) => /\b(MUST|SHALL)\b/.test(says)).length
  const used = new Set(rows.flatMap(({ held }) => held))
  return [`[${heading({ mark, name })}](#${anchor({ mark, name })})`, rows.length, binding === 0 ? '' : binding, count('held'), count('differs'), count('not ours'), used.size]
}

function heading({ mark, name }) {
  return /^RFC/.test(mark) ? `${mark}, ${name}` : name
}

function anchor(list) {
  return heading(list).toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')
}

function part(list) {
  const main = mainFile(list.rows)
  return [
    `## ${heading(list)}`,
    '',
    `Held in ${link(main)} where no other file is named.`,
    '',
    '| | about | clause | where it is held |',
    '| --- | --- | --- | --- |',
    ...list.rows.map((row) => `| ${row.number} | ${cell(row.about)} | ${cell(row.says)} | ${answer(row, main)} |`),
    '',
  ]
}

export async function conformancePage() {
  const tests = packages().flatMap((folder) => walk(folder, '.test.ts')).flatMap(testsOf)
  const files = packages().flatMap((folder) => walk(join(folder, 'spec'), '-clauses.ts'))
  const exported = await Promise.all(files.map(async (file) => (await evaluate(file)).LIST))
  const lists = exported.map((list) => answered(list, tests)).sort((a, b) => order(a).localeCompare(order(b), 'en', { numeric: true }))
  const known = new Set(lists.map(({ mark }) => mark))
  for (const { file, text, names } of tests) {
    const lost = names.find((each) => !known.has(each.replace(/ \d+$/, '')))
    if (lost !== undefined) throw new Error(`${file}: "${text}" names ${lost}, of which there is no list`)
  }
  const spec = tests.filter(({ file }) => file.includes('/test/spec/'))
  const skipped = spec.filter((each) => each.skipped).length
  const beyond = spec.filter(({ names }) => names.length === 0)
  const rows = lists.map(counts)
  return [
    MADE('packages/*/test/spec/*-clauses.ts and the titles of the tests'),
    '',
    '# Conformance',
    '',
    'What the specifications demand, clause by clause in our words, each with the tests that hold it or the reason why it is',
    'otherwise here. A clause of an RFC is one MUST, SHALL or SHOULD, all of them in the order of its text; "binding" are those',
    'with MUST or SHALL. "Not ours" are drafts, and what binds somebody else. A title may stand for several tests, where it is',
    'asked over each transport or for each row of a table; "…" is what differs. A test that stands beside a difference holds it.',
    '',
    `${spec.length} titles in ${new Set(spec.map(({ file }) => file)).size} files of specification tests${skipped > 0 ? `, ${skipped} of them not run` : ''}.`,
    '',
    '| specification | clauses | binding | held | differ | not ours | titles |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...lists.flatMap(part),
    '## Beyond the clauses',
    '',
    'What the specification tests hold besides.',
    '',
    ...beyond.map((test) => `- ${line(test)}`),
    '',
  ].join('\n')
}
