/**
 * Makes docs/scenarios.md: every case of libzmq's own test programs with the tests that restate it, or the reason why there is
 * none. Cases come from `libzmq-cases.ts`, which names tests by their titles without clauses. Throws for a title that belongs to
 * no test, to more than one, or to a skipped one.
 */
import { join } from 'node:path'
import { MADE, cell, evaluate, root } from './page.mjs'
import { TRANSPORTS, testsOf } from './test-titles.mjs'

const CASES = 'packages/sockets/test/scenario/libzmq-cases.ts'

const known = new Map()

/** The tests of a file below `packages/`. Several programs may name one file. */
function of(file) {
  const found = known.get(file) ?? testsOf(join(root, 'packages', file))
  known.set(file, found)
  return found
}

/** The one test of these files that has this title. */
function testOf(title, files) {
  const found = files.flatMap(of).filter(({ above, text, skipped }) => !skipped && (text === title || `${above}: ${text}` === title))
  if (found.length === 1) return found[0]
  throw new Error(`${CASES}: ${found.length} tests of ${files.join(', ')} have the title ${JSON.stringify(title)}`)
}

/** Each case of a program: the tests that restate it and their transports, or the reason why there is none. */
function casesOf({ files, cases, left = {} }) {
  const restated = Object.entries(cases).map(([name, titles]) => {
    const tests = [titles].flat().map((title) => testOf(title, files))
    return { name, tests, over: TRANSPORTS.filter((each) => tests.some((test) => test.over.has(each))) }
  })
  return [...restated, ...Object.entries(left).map(([name, why]) => ({ name, why }))]
}

function restatedLine(program, { name, tests, over }) {
  const by = tests.map(({ above, text, file }) => `[${cell(`${above}: ${text}`)}](../${file})`)
  return `| ${program} | ${name} | ${by.join('<br>')} | ${over.join(', ')} |`
}

export async function scenariosPage() {
  const { PROGRAMS, VECTORS, ELSEWHERE } = await evaluate(join(root, CASES))
  for (const { title, file } of VECTORS) testOf(title, [file])
  const programs = PROGRAMS.map((program) => ({ name: program.name, cases: casesOf(program) }))
  const restatedOf = (cases) => cases.filter(({ tests }) => tests !== undefined)
  const leftOf = (cases) => cases.filter(({ why }) => why !== undefined)
  const all = programs.flatMap(({ cases }) => cases)
  const restated = restatedOf(all)
  const over = (count) => restated.filter((each) => each.over.length === count).length
  const sum = (list) => list.reduce((total, { cases }) => total + cases, 0)
  return [
    MADE(`${CASES} and the titles of the tests`),
    '',
    '# Scenarios',
    '',
    'The cases of libzmq\'s own test programs, restated as tests of this project. A title may stand for several tests; "…" is what',
    'varies. Most cases that libzmq tests over one transport are tested over more here.',
    '',
    `**${restated.length} of the ${all.length} cases of ${programs.length} programs** about the stable sockets are restated: ${over(3)} over tcp, ipc and inproc,`,
    `${over(2)} over two of them, mostly tcp and ipc, ${over(1)} over the one that they are about, and ${over(0)} without a transport: these test a part of the`,
    `library, or run on virtual time. ${sum(VECTORS)} more are the rows of tables: ${VECTORS.map(({ name, cases }) => `${cases} of ${name}`).join(', ')}. Together ${restated.length + sum(VECTORS)}.`,
    '',
    '| program | cases | restated |',
    '| --- | --- | --- |',
    ...programs.map(({ name, cases }) => `| ${name} | ${cases.length} | ${restatedOf(cases).length} |`),
    ...VECTORS.map(({ name, cases }) => `| ${name} | ${cases} | ${cases} |`),
    '',
    '## Not restated',
    '',
    '| program | case | why |',
    '| --- | --- | --- |',
    ...programs.flatMap(({ name, cases }) => leftOf(cases).map((each) => `| ${name} | ${each.name} | ${cell(each.why)} |`)),
    ...ELSEWHERE.map(({ name, cases, why }) => `| ${name} | all ${cases} | ${cell(why)} |`),
    '',
    `${leftOf(all).length} cases of the programs above are not restated, and ${sum(ELSEWHERE)} of programs that do not concern the stable sockets.`,
    '',
    '## Restated',
    '',
    '| program | case | by | over |',
    '| --- | --- | --- | --- |',
    ...programs.flatMap(({ name, cases }) => restatedOf(cases).map((each) => restatedLine(name, each))),
    '',
  ].join('\n')
}
