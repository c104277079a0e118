/**
 * Writes the pages of `docs/` that are made from the sources: options.md from the option table, conformance/ from the lists of
 * clauses and the titles of the tests, scenarios.md from the list of libzmq's cases and the titles that restate them, threats.md
 * from threat-list.mjs and the tests that name its ids.
 * With `--check` it writes nothing and fails when a page is out of date. It runs no test.
 */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { conformancePages } from './conformance.mjs'
import { MADE, cell, evaluate, root } from './page.mjs'
import { scenariosPage } from './scenarios.mjs'
import { threatsPage } from './threats.mjs'

// ---- options.md

const EFFECT = { live: 'at once', next: 'at the next bind or connect', ignored: 'never', refused: 'refused' }
const LARGEST = [0x7fffffff, Number.MAX_SAFE_INTEGER]

function optionModule(name) {
  return evaluate(join(root, 'packages', 'sockets', 'src', 'options', name))
}

function withTexts(rows, texts) {
  return rows.map((row) => ({ ...row, text: texts[row.name] }))
}

function value(of) {
  if (of === null) return 'none'
  if (typeof of === 'string') return `\`'${of}'\``
  return `\`${of}\``
}

function defaults(row) {
  const others = Object.entries(row.defaults ?? {}).map(([type, of]) => `${type} ${value(of)}`)
  return [value(row.default), ...others].join('; ')
}

function range(row) {
  if (row.kind === 'choice' || row.kind === 'choices')
    return row.choices.map((each) => (each === null ? '`null`' : `\`'${each}'\``)).join(', ')
  if (row.kind !== 'integer') return row.unit
  const top = row.max === undefined || LARGEST.includes(row.max)
  const numbers = top ? `${row.min} or more` : `${row.min} to ${row.max}`
  return row.unit === '' ? numbers : `${row.unit}, ${numbers}`
}

const KINDS = {
  integer: 'whole number',
  boolean: 'boolean',
  text: 'string',
  bytes: 'string or Buffer',
  choice: 'one of',
  properties: 'object of strings',
  choices: 'some of',
  key: 'key',
  callback: 'function',
}

function optionLine(row, withSockets) {
  const sockets = row.sockets === 'all' ? 'all' : row.sockets.join(' ')
  const columns = [
    `\`${row.name}\``,
    row.constant === ''
      ? 'our own'
      : row.constant
          .split(', ')
          .map((name) => `\`${name}\``)
          .join(', '),
    KINDS[row.kind],
    range(row),
    defaults(row),
    ...(withSockets ? [sockets] : []),
    EFFECT[row.effect],
    row.reason ?? row.text,
  ]
  return `| ${columns.map(cell).join(' | ')} |`
}

function optionPart(title, text, rows, withSockets = true) {
  const head = [
    'property',
    'libzmq',
    'type',
    'unit and range',
    'default',
    ...(withSockets ? ['sockets'] : []),
    'takes effect',
    'what it does',
  ]
  const lines = rows.map((row) => optionLine(row, withSockets))
  return [`## ${title}`, '', text, '', `| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...lines, '']
}

async function optionsPage() {
  const { SOCKET_OPTIONS, CONTEXT_OPTIONS } = await optionModule('option-table.ts')
  const { SOCKET_OPTION_TEXTS, CONTEXT_OPTION_TEXTS } = await optionModule('option-texts.ts')
  const socketOptions = withTexts(SOCKET_OPTIONS, SOCKET_OPTION_TEXTS)
  const with_ = (...effects) => socketOptions.filter((row) => effects.includes(row.effect))
  return [
    MADE('packages/sockets/src/options/option-table.ts'),
    '',
    '# Options',
    '',
    'Options are properties of a socket, and can be given to its constructor by the same names, which are those of zeromq.js:',
    '`new Push({ sendTimeout: 500 })`, `push.sendTimeout = 500`. A constructor refuses a name that its socket type does not have',
    'with a `TypeError`, and a property refuses a value of the wrong type likewise; one out of range is `EINVAL`.',
    '',
    '"At once" means that existing connections follow. "For new connections" means those made from then on, so such an option',
    'is best given to the constructor: setting it after `bind()` or `connect()` prints a warning of the process.',
    '',
    'What libzmq has as options and is something else here: `ZMQ_SUBSCRIBE` and `ZMQ_UNSUBSCRIBE` are the methods `subscribe()`',
    'and `unsubscribe()`; `ZMQ_CONNECT_ROUTING_ID` is `connect(address, { routingId })`; `ZMQ_RCVMORE` is the length of the',
    'array that was received; `ZMQ_EVENTS` is `readable` and `writable`; `ZMQ_LAST_ENDPOINT`, `ZMQ_TYPE`, `ZMQ_MECHANISM`,',
    '`ZMQ_THREAD_SAFE` and `ZMQ_TOPICS_COUNT` are `lastEndpoint`, `type`, `securityMechanism`, `threadSafe` and `topicsCount`,',
    'to be read only.',
    '',
    ...optionPart('Socket options', "In the order of libzmq's numbers, then our own.", with_('live', 'next')),
    ...optionPart(
      'Kept, without effect',
      'These can be set and read back, so that programs written for libzmq run. Nothing depends on them: each only tunes something\nthat plain Node does not let us tune.',
      with_('ignored'),
    ),
    ...optionPart(
      'Refused',
      'Any value but the default is refused with `ENOTSUP`. To ignore it would leave a connection less protected than was asked for,\nor send it elsewhere.',
      with_('refused'),
    ),
    ...optionPart(
      'Context options',
      "Properties of a `Context`, and of its constructor's argument.",
      withTexts(CONTEXT_OPTIONS, CONTEXT_OPTION_TEXTS),
      false,
    ),
  ].join('\n')
}

// ---- write or check

const docs = join(root, 'docs')
/** All of its pages are generated, so a page that no list makes any more is deleted. */
const CONFORMANCE = 'conformance'

const pages = { 'options.md': await optionsPage(), 'scenarios.md': await scenariosPage(), 'threats.md': threatsPage() }
for (const [name, text] of Object.entries(await conformancePages())) pages[`${CONFORMANCE}/${name}`] = text

const left = readdirSync(join(docs, CONFORMANCE)).map((name) => `${CONFORMANCE}/${name}`)
const changed = Object.keys(pages).filter((name) => !existsSync(join(docs, name)) || readFileSync(join(docs, name), 'utf8') !== pages[name])
const stale = [...changed, ...left.filter((name) => pages[name] === undefined)]

for (const name of stale) {
  if (process.argv.includes('--check')) {
    console.error(`docs/${name} is out of date: run node scripts/docs.mjs`)
    process.exitCode = 1
  } else if (pages[name] === undefined) {
    rmSync(join(docs, name))
    console.log(`deleted docs/${name}`)
  } else {
    writeFileSync(join(docs, name), pages[name])
    console.log(`wrote docs/${name}`)
  }
}
