/**
 * Writes the pages of `docs/` that are made from the sources: options.md from the option table, conformance.md from the
 * titles of the specification tests. With `--check` it writes nothing and fails when a page is stale. It runs no test.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const MADE = (from) => `<!-- Made by \`node scripts/docs.mjs\` from ${from}: change that, not this. -->`

// ---- options.md

const EFFECT = { live: 'at once', next: 'for new connections', ignored: 'never', refused: 'refused' }
const LARGEST = [0x7fffffff, Number.MAX_SAFE_INTEGER]

/** The module has only type imports, so that its compiled text stands alone. */
async function optionTable() {
  const source = readFileSync(join(root, 'packages', 'sockets', 'src', 'core', 'option-table.ts'), 'utf8')
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  const { outputText } = ts.transpileModule(source, { compilerOptions })
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`)
}

function cell(text) {
  return text.replaceAll('|', '\\|')
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
  if (row.kind === 'choice') return row.choices.map((each) => (each === null ? '`null`' : `\`'${each}'\``)).join(', ')
  if (row.kind !== 'integer') return row.unit
  const top = row.max === undefined || LARGEST.includes(row.max)
  const numbers = top ? `${row.min} or more` : `${row.min} to ${row.max}`
  return row.unit === '' ? numbers : `${row.unit}, ${numbers}`
}

const KINDS = { integer: 'whole number', boolean: 'boolean', text: 'string', bytes: 'string or Buffer', choice: 'one of', properties: 'object of strings' }

function optionLine(row, withSockets) {
  const sockets = row.sockets === 'all' ? 'all' : row.sockets.join(' ')
  const columns = [
    `\`${row.name}\``,
    row.constant === '' ? 'our own' : row.constant.split(', ').map((name) => `\`${name}\``).join(', '),
    KINDS[row.kind],
    range(row),
    defaults(row),
    ...(withSockets ? [sockets] : []),
    EFFECT[row.effect],
    row.description,
  ]
  return `| ${columns.map(cell).join(' | ')} |`
}

function optionPart(title, text, rows, withSockets = true) {
  const head = ['property', 'libzmq', 'type', 'unit and range', 'default', ...(withSockets ? ['sockets'] : []), 'takes effect', 'what it does']
  const lines = rows.map((row) => optionLine(row, withSockets))
  return [`## ${title}`, '', text, '', `| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...lines, '']
}

async function optionsPage() {
  const { SOCKET_OPTIONS, CONTEXT_OPTIONS } = await optionTable()
  const with_ = (...effects) => SOCKET_OPTIONS.filter((row) => effects.includes(row.effect))
  return [
    MADE('packages/sockets/src/core/option-table.ts'),
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
    ...optionPart('Socket options', 'In the order of libzmq\'s numbers, then our own.', with_('live', 'next')),
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
    ...optionPart('Context options', 'Properties of a `Context`, and of its constructor\'s argument.', CONTEXT_OPTIONS, false),
  ].join('\n')
}

// ---- conformance.md

function specFiles() {
  const packages = join(root, 'packages')
  return readdirSync(packages)
    .map((name) => join(packages, name, 'test', 'spec'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name)))
    .sort((a, b) => order(a).localeCompare(order(b), 'en', { numeric: true }))
}

/** By the number of the RFC, whatever package it is in. */
function order(file) {
  return `${/rfc(\d+)/.exec(file)?.[1] ?? '999'} ${file}`
}

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

/** All tests of a file: the titles they stand under, their own, and whether they are run. */
function clauses(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
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
        const skipped = called.words.includes('skip') || called.words.includes('todo') || called.words.includes('failing')
        found.push({ above: above.join(', '), text, table: called.words.includes('each'), skipped })
        return
      }
    }
    ts.forEachChild(node, (child) => visit(child, above))
  }
  visit(source, [])
  const intro = /^\/\*\*\s*([\s\S]*?)\*\//.exec(source.text)?.[1] ?? ''
  return { intro: intro.replace(/\s*\n\s*\*\s?/g, ' ').trim(), found }
}

function conformancePage() {
  const files = specFiles().map((file) => ({ file: relative(root, file).replaceAll('\\', '/'), ...clauses(file) }))
  const total = files.reduce((sum, { found }) => sum + found.length, 0)
  const skipped = files.reduce((sum, { found }) => sum + found.filter((each) => each.skipped).length, 0)
  const lines = [
    MADE('packages/*/test/spec/*.test.ts'),
    '',
    '# Conformance',
    '',
    'What the RFCs demand, in our words, each line held by a test of that title. A title may stand for several tests, where it is',
    'asked over each transport or for each row of a table; "…" is what differs.',
    '',
    `${total} titles in ${files.length} files${skipped > 0 ? `, ${skipped} of them not run` : ''}.`,
    '',
    '| file | titles |',
    '| --- | --- |',
    ...files.map(({ file, found }) => `| [${file}](../${file}) | ${found.length} |`),
    '',
  ]
  for (const { file, intro, found } of files) {
    lines.push(`## ${file.split('/').at(-1).replace('.test.ts', '')}`, '')
    if (intro !== '') lines.push(intro, '')
    lines.push('| about | what holds |', '| --- | --- |')
    for (const { above, text, skipped: out } of found) lines.push(`| ${cell(above)} | ${cell(text)}${out ? ' (not run)' : ''} |`)
    lines.push('')
  }
  return lines.join('\n')
}

// ----

const pages = { 'options.md': await optionsPage(), 'conformance.md': conformancePage() }
const check = process.argv.includes('--check')
for (const [name, text] of Object.entries(pages)) {
  const path = join(root, 'docs', name)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  if (!check) {
    writeFileSync(path, text)
    console.log(`wrote docs/${name}`)
    continue
  }
  console.error(`docs/${name} is stale: run node scripts/docs.mjs`)
  process.exitCode = 1
}
