/**
 * docs/conformance.md: every clause of a specification with the tests that hold it, or why none does. Clauses come from the
 * lists in `test/spec/*-clauses.ts`, tests from the titles that name them. Refuses a list with a gap, a clause that nothing
 * answers for, and a title that names a clause that is not there.
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

/** A list as it is exported, with the tests of each clause. Throws for a list that does not say what becomes of a clause. */
function answered({ mark, title: name, clauses }, tests) {
  const rows = clauses.map((clause, index) => {
    if (clause.number !== index + 1) throw new Error(`${mark}: clause ${clause.number} stands in place ${index + 1}`)
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
    if (lost !== undefined) throw new Error(`${file}: "${text}" names ${lost}, which is not there`)
  }
  return { mark, name, rows }
}

/** A clause that another one answers for has that other one's tests. */
function checkReferences(lists) {
  const rows = (wanted) => lists.find(({ mark }) => mark === wanted)?.rows
  for (const { mark, number, same, list } of lists.flatMap(({ mark, rows: of }) => of.map((row) => ({ mark, ...row })))) {
    const answers = same === undefined || rows('RFC 37')?.[same - 1]?.state === 'held'
    if (answers && (list === undefined || rows(list) !== undefined)) continue
    throw new Error(`${mark}: clause ${number} is left to one that is not held`)
  }
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
  return [
    `[${heading({ mark, name })}](#${anchor({ mark, name })})`,
    rows.length,
    binding === 0 ? '' : binding,
    count('held'),
    count('differs'),
    count('not ours'),
    used.size,
  ]
}

function heading({ mark, name }) {
  return /^RFC/.test(mark) ? `${mark}, ${name}` : name
}

function anchor(list) {
  return heading(list)
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
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
    'with MUST or SHALL. RFC 24, 25 and 26 demand much by their grammar only, and in plain words: that is a clause too, and so is',
    'each MAY. "Not ours" are drafts, and what binds somebody else. A title may stand for several tests, where it is asked over',
    'each transport or for each row of a table; "…" is what differs. A test that stands beside a difference holds it.',
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
