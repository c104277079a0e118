/**
 * Makes docs/threats.md: each id of threat-list.mjs with what it is about, our guard, and the tests that name it in a title or a
 * comment. Throws for an id in a test that the list does not have, and for an id without a test or a reason.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { MADE, root } from './page.mjs'
import { commentsOf, testsOf } from './test-titles.mjs'
import { AREAS } from './threat-list.mjs'

const LETTERS = AREAS.map(({ letter }) => letter).join('')
/** `Z2`, but not Z85, which is an encoding. */
const ID = new RegExp(`\\b(?!Z85\\b)[${LETTERS}][1-9]\\d?\\b`, 'g')

const idsIn = (text) => new Set(text.match(ID) ?? [])

/** All sources of tests, and of the test kit. */
function sources() {
  const below = (folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name))
  const members = [...below('packages'), ...below('apps')]
  const folders = [
    join(root, 'test'),
    ...members.map((path) => join(path, 'test')),
    ...members.filter(isTestkit).map((path) => join(path, 'src')),
  ]
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  )
}

/** Packages that only tests use: what they name, their users test. */
function isTestkit(path) {
  const manifest = join(path, 'package.json')
  return existsSync(manifest) && /\/(testkit|simulator|fuzzer|peers)"/.test(JSON.parse(readFileSync(manifest, 'utf8')).name + '"')
}

/** By id and file, the titles that name the id. A file that names it in a comment only has an empty list. */
function uses() {
  const found = new Map()
  const add = (id, file, title) => {
    const files = found.get(id) ?? new Map()
    const titles = files.get(file) ?? new Set()
    if (title !== undefined) titles.add(title)
    found.set(id, files.set(file, titles))
  }
  for (const path of sources()) {
    const file = relative(root, path).replaceAll('\\', '/')
    const tests = path.endsWith('.test.ts') ? testsOf(path).filter(({ skipped }) => !skipped) : []
    for (const { above, text } of tests) {
      const title = [above, text].filter((each) => each !== '').join(': ')
      for (const id of idsIn(title)) add(id, file, title)
    }
    for (const { text, before } of commentsOf(path)) for (const id of idsIn(text)) add(id, file, before)
  }
  return found
}

function testLines(files) {
  return [...files].flatMap(([file, titles]) => [
    `- [${file.split('/').slice(1).join('/')}](../${file})`,
    ...[...titles].map((title) => `  - ${escape(title)}`),
  ])
}

/** Titles are not Markdown: `*` and `<` mean themselves. */
function escape(title) {
  return title.replace(/[\\`*_<>[\]]/g, '\\$&')
}

function threatPart(id, { name, about, guard, untested, note }, files) {
  if (files === undefined && untested === undefined) throw new Error(`${id}: no test names it, and threat-list.mjs does not say why`)
  if (files !== undefined && untested !== undefined) throw new Error(`${id}: threat-list.mjs says that no test names it, but one does`)
  return [
    `### ${id}: ${name}`,
    '',
    about,
    '',
    `**Guard.** ${guard}`,
    '',
    ...(untested === undefined
      ? [`**Tests.**${note === undefined ? '' : ` ${note}`}`, '', ...testLines(files)]
      : [`**No test by this id.** ${untested}`]),
    '',
  ]
}

function areaPart({ letter, title, text, threats }, found) {
  const parts = Object.entries(threats).flatMap(([id, threat]) => {
    if (!id.startsWith(letter)) throw new Error(`${id} is in the area ${letter} of threat-list.mjs`)
    return threatPart(id, threat, found.get(id))
  })
  return [`## ${letter}: ${title}`, '', text, '', ...parts]
}

export function threatsPage() {
  const found = uses()
  const known = new Set(AREAS.flatMap(({ threats }) => Object.keys(threats)))
  for (const [id, files] of found) {
    if (!known.has(id)) throw new Error(`${[...files.keys()].join(', ')}: ${id} is not in scripts/threat-list.mjs`)
  }
  const tested = [...known].filter((id) => found.has(id)).length
  return [
    MADE('scripts/threat-list.mjs and the titles and comments of the tests'),
    '',
    '# Threats',
    '',
    'What may go wrong, by attack or by fault, and what this library does about it. Tests name these ids in their titles or',
    'comments. Each entry describes the area and our guard, and lists the tests. "…" in a title is what varies.',
    '',
    'The tests run at a small size with all others. `npm run attack` runs most of them at full size. During an attack a good peer is',
    'served, no error is uncaught, and memory and file descriptors return to where they were.',
    '',
    `${known.size} ids, ${tested} of them with tests: ${AREAS.map(({ letter, title }) => `[${letter}](#${anchor(letter, title)}), ${lower(title)}`).join('; ')}.`,
    '',
    ...AREAS.flatMap((area) => areaPart(area, found)),
  ].join('\n')
}

const lower = (title) => (/^(ZMTP|CURVE)/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1))

function anchor(letter, title) {
  return `${letter}: ${title}`
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
