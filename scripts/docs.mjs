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
    row.reason === undefined ? row.text : `${row.text} ${row.reason}`,
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
    'Options are properties of a socket, with the names of zeromq.js. The constructor takes them by the same names:',
    '`new Push({ sendTimeout: 500 })`, `push.sendTimeout = 500`. A name that the socket type does not have throws a `TypeError`,',
    'and so does a value of the wrong type. A value out of range throws `EINVAL`.',
    '',
    'The column "takes effect" has one of these values:',
    '',
    '- **at once**: also for existing connections.',
    '- **at the next bind or connect**: for connections of later calls. Pass such an option to the constructor: setting it after',
    '  `bind()` or `connect()` prints a process warning.',
    '- **never**: the value is kept and has no effect.',
    '- **refused**: only the default is accepted.',
    '',
    'These options of libzmq have another form here:',
    '',
    '- `ZMQ_SUBSCRIBE` and `ZMQ_UNSUBSCRIBE` are the methods `subscribe()` and `unsubscribe()`.',
    '- `ZMQ_CONNECT_ROUTING_ID` is `connect(address, { routingId })`.',
    '- `ZMQ_RCVMORE` is the length of the received array.',
    '- `ZMQ_EVENTS` is `readable` and `writable`.',
    '- `ZMQ_LAST_ENDPOINT`, `ZMQ_TYPE`, `ZMQ_MECHANISM`, `ZMQ_THREAD_SAFE` and `ZMQ_TOPICS_COUNT` are the read-only properties',
    '  `lastEndpoint`, `type`, `securityMechanism`, `threadSafe` and `topicsCount`.',
    '',
    ...optionPart('Socket options', "The order is that of libzmq's numbers, followed by our own options.", with_('live', 'next')),
    ...optionPart(
      'Kept, without effect',
      'These can be set and read back, so programs written for libzmq run. They have no effect: each tunes something that is out of\nreach of plain Node.',
      with_('ignored'),
    ),
    ...optionPart(
      'Refused',
      'Any value except the default is refused with `ENOTSUP`. Ignoring it would leave a connection less protected than the program\nasked for, or send it elsewhere.',
      with_('refused'),
    ),
    ...optionPart(
      'Context options',
      'These are properties of a `Context`, and of the argument of its constructor.',
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
