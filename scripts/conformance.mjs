/**
 * Makes docs/conformance/: an index, and a page for each specification that lists its clauses with the tests of each, or the
 * reason why there is none. Clauses come from the lists in `test/spec/*-clauses.ts`, tests from the titles that name them.
 * Throws for a list with a gap, for a clause without a test or a reason, and for a title that names an unknown clause.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { MADE, cell, evaluate, root } from './page.mjs'
import { testsOf } from './test-titles.mjs'

function walk(folder, suffix) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const packages = () => readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'test'))

// ---- clauses

/** An exported list with the tests of each clause. Throws for a clause that has neither a test nor a reason. */
function answered({ mark, title, clauses }, tests) {
  const rows = clauses.map((clause, index) => {
    if (clause.number !== index + 1) throw new Error(`${mark}: clause ${clause.number} is at position ${index + 1}`)
    const held = tests.filter(({ names, skipped }) => !skipped && names.includes(`${mark} ${clause.number}`))
    const { differs, notOurs, same, list } = clause
    const state = notOurs !== undefined ? 'not ours' : differs !== undefined ? 'differs' : 'held'
    if (state === 'held' && same === undefined && list === undefined && held.length === 0)
      throw new Error(`${mark}: no test names clause ${clause.number}`)
    if (state === 'not ours' && held.length > 0) throw new Error(`${mark}: clause ${clause.number} is not ours, but a test names it`)
    return { ...clause, held, state }
  })
  for (const { file, text, names } of tests) {
    const lost = names.find((each) => each.startsWith(`${mark} `) && rows[Number(each.slice(mark.length + 1)) - 1] === undefined)
    if (lost !== undefined) throw new Error(`${file}: "${text}" names ${lost}, which does not exist`)
  }
  return { mark, title, rows }
}

/** Throws for a clause that refers to another clause or list which does not exist or is not held. */
function checkReferences(lists) {
  const rows = (wanted) => lists.find(({ mark }) => mark === wanted)?.rows
  for (const { mark, number, same, list } of lists.flatMap(({ mark, rows: of }) => of.map((row) => ({ mark, ...row })))) {
    const answers = same === undefined || rows('RFC 37')?.[same - 1]?.state === 'held'
    if (answers && (list === undefined || rows(list) !== undefined)) continue
    throw new Error(`${mark}: clause ${number} refers to a clause that is not held`)
  }
}

/** Sorts by the number of the RFC; other lists come last. */
function order({ mark }) {
  return `${/RFC (\d+)/.exec(mark)?.[1] ?? '999'} ${mark}`
}

// ---- the pages

/** A link from a page in docs/conformance/. */
function link(file) {
  return `[${file.split('/').at(-1).replace('.test.ts', '')}](../../${file})`
}

/** The file with most tests of a list. A page names it once, and each other file with its tests. */
function mainFile(rows) {
  const counted = new Map()
  for (const { file } of rows.flatMap(({ held }) => held)) counted.set(file, (counted.get(file) ?? 0) + 1)
  return [...counted].sort(([, a], [, b]) => b - a)[0][0]
}

/** A test as a line of a cell. The heading of the page gives the number of the RFC. */
function line({ file, above, text }, main) {
  const words = [above.replace(/^RFC \d+,? ?/, ''), text].filter((each) => each !== '').join(': ')
  return file === main ? words : `${link(file)}: ${words}`
}

function answer({ held, differs, notOurs, same, list }, main) {
  const reasons = []
  if (notOurs !== undefined) reasons.push(`**not ours**: ${notOurs}`)
  if (differs !== undefined) reasons.push(`**differs**: ${differs}`)
  if (same !== undefined) reasons.push(`see [clause ${same} of RFC 37](rfc37.md)`)
  if (list !== undefined) reasons.push(`see the clauses of [${list}](${pageName({ mark: list })})`)
  return [...reasons, ...held.map((test) => line(test, main))].map(cell).join('<br>')
}

const isBinding = ({ says }) => /\b(MUST|SHALL)\b/.test(says)

/** A row of the index: how many clauses, how many of them binding, how many in each state, how many titles. */
function counts(list) {
  const { rows } = list
  const count = (state) => rows.filter((row) => row.state === state).length
  const binding = rows.filter(isBinding).length
  const used = new Set(rows.flatMap(({ held }) => held))
  const name = `[${heading(list)}](${pageName(list)})`
  return [name, rows.length, binding === 0 ? '' : binding, count('held'), count('differs'), count('not ours'), used.size]
}

function heading({ mark, title }) {
  return /^RFC/.test(mark) ? `${mark}, ${title}` : title
}

/** `rfc37.md`, `rule.md`, `wire.md`. */
function pageName({ mark }) {
  return `${mark.toLowerCase().replace(/\W/g, '')}.md`
}

const FROM = 'packages/*/test/spec/*-clauses.ts and the titles of the tests'
const BEYOND = 'beyond.md'

function listPage(list) {
  const main = mainFile(list.rows)
  return [
    MADE(FROM),
    '',
    `# ${heading(list)}`,
    '',
    `One of the pages of [Conformance](README.md), which explains the columns. A test without a file is in ${link(main)}.`,
    '',
    '| | about | clause | where it is held |',
    '| --- | --- | --- | --- |',
    ...list.rows.map((row) => `| ${row.number} | ${cell(row.about)} | ${cell(row.says)} | ${answer(row, main)} |`),
    '',
  ].join('\n')
}

function beyondPage(tests) {
  return [
    MADE(FROM),
    '',
    '# Beyond the clauses',
    '',
    'Specification tests that name no clause. See [Conformance](README.md) for those that do.',
    '',
    ...tests.map((test) => `- ${line(test)}`),
    '',
  ].join('\n')
}

function indexPage(lists, spec, beyond) {
  const skipped = spec.filter((each) => each.skipped).length
  return [
    MADE(FROM),
    '',
    '# Conformance',
    '',
    'What each specification demands, clause by clause in our words. Each clause has the tests that hold it, or the reason why',
    'this library differs.',
    '',
    '- A **clause** of an RFC is one MUST, SHALL or SHOULD, in the order of its text. RFC 24, 25 and 26 make many demands by',
    '  their grammar or in plain words only. Each of these, and each MAY, is a clause too.',
    '- **Binding** clauses are those with MUST or SHALL.',
    '- **Held** clauses have a test, or are the same as a clause that has one.',
    '- **Differ** are clauses from which this library differs on purpose. A test beside the reason holds the difference.',
    '- **Not ours** are drafts, and clauses that bind somebody else, such as the author of a specification.',
    '- A **title** may stand for several tests: one for each transport, or one for each row of a table. "…" is what varies.',
    '',
    `There are ${spec.length} titles in ${new Set(spec.map(({ file }) => file)).size} files of specification tests${skipped > 0 ? `, ${skipped} of them not run` : ''}.`,
    '',
    '| specification | clauses | binding | held | differ | not ours | titles |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lists.map((list) => `| ${counts(list).join(' | ')} |`),
    '',
    `[Beyond the clauses](${BEYOND}) lists the ${beyond.length} titles that name no clause.`,
    '',
  ].join('\n')
}

/** The pages by their names below docs/conformance/. */
export async function conformancePages() {
  const tests = packages()
    .flatMap((folder) => walk(folder, '.test.ts'))
    .flatMap(testsOf)
  const files = packages().flatMap((folder) => walk(join(folder, 'spec'), '-clauses.ts'))
  const exported = await Promise.all(files.map(async (file) => (await evaluate(file)).LIST))
  const lists = exported.map((list) => answered(list, tests)).sort((a, b) => order(a).localeCompare(order(b), 'en', { numeric: true }))
  checkReferences(lists)
  const known = new Set(lists.map(({ mark }) => mark))
  for (const { file, text, names } of tests) {
    const lost = names.find((each) => !known.has(each.replace(/ \d+$/, '')))
    if (lost !== undefined) throw new Error(`${file}: "${text}" names ${lost}, of which there is no list`)
  }
  const spec = tests.filter(({ file }) => file.includes('/test/spec/'))
  const beyond = spec.filter(({ names }) => names.length === 0)
  return {
    'README.md': indexPage(lists, spec, beyond),
    ...Object.fromEntries(lists.map((list) => [pageName(list), listPage(list)])),
    [BEYOND]: beyondPage(beyond),
  }
}
