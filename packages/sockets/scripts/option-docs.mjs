/**
 * Writes the docstrings of all declared options of `sockets` and `zeromq` from the option table and its texts. With `--check` it
 * writes nothing, names each declaration whose docstring is another one, and fails.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { evaluate } from '../../../scripts/page.mjs'

const packages = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const options = join(packages, 'sockets', 'src', 'options')
const { SOCKET_OPTIONS, CONTEXT_OPTIONS } = await evaluate(join(options, 'option-table.ts'))
const { SOCKET_OPTION_TEXTS, CONTEXT_OPTION_TEXTS } = await evaluate(join(options, 'option-texts.ts'))
const { ADDON_DEFAULTS } = await evaluate(join(packages, 'zeromq', 'src', 'addon-defaults.ts'))

const socket = {
  rows: SOCKET_OPTIONS,
  texts: SOCKET_OPTION_TEXTS,
  defaults: {},
  live: 'Takes effect at once, on existing connections too.',
}
const context = { rows: CONTEXT_OPTIONS, texts: CONTEXT_OPTION_TEXTS, defaults: {}, live: 'Takes effect at once.' }
const addon = { ...socket, defaults: ADDON_DEFAULTS }

const CLASSES = ['dealer', 'publisher', 'pull', 'push', 'reply', 'request', 'router', 'stream', 'subscriber', 'xpublisher', 'xsubscriber']

/** Files, the classes and interfaces in them whose options are written ('all': each), and where the texts are. */
const FILES = [
  ...CLASSES.map((name) => [`sockets/src/${name}.ts`, 'all', socket]),
  ['sockets/src/options/option-holder.ts', 'all', socket],
  ['sockets/src/socket/readable.ts', 'all', socket],
  ['sockets/src/socket/writable.ts', 'all', socket],
  ['sockets/src/socket/context.ts', ['Context', 'ContextOptions'], context],
  ['zeromq/src/socket.ts', 'all', addon],
  ['zeromq/src/socket-classes.ts', 'all', addon],
  ['zeromq/src/direction.ts', 'all', addon],
  ['zeromq/src/draft.ts', 'all', addon],
  ['zeromq/src/context.ts', ['Context'], context],
]

const EFFECT = {
  next: 'Takes effect for endpoints that are bound or connected afterwards.',
  ignored: 'Has no effect; it exists so that programs written for libzmq run.',
  refused: 'Any value but the default throws `ENOTSUP`.',
}

/** The greatest numbers that are the limit of the number type rather than of the option. */
const LARGEST = [0x7fffffff, Number.MAX_SAFE_INTEGER]

const code = (value) => (value === null ? '`null`' : typeof value === 'string' ? `\`'${value}'\`` : `\`${value}\``)

function defaultsOf(row, { defaults }) {
  const usual = Object.hasOwn(defaults, row.name) ? defaults[row.name] : row.default
  const others = Object.entries(row.defaults ?? {}).map(([type, value]) => `, for ${type} ${code(value)}`)
  return `Default: ${code(usual)}${others.join('')}.`
}

function unitOf({ kind, unit, min, max }) {
  if (kind !== 'integer') return unit === '' ? [] : [`Value: ${unit}.`]
  const limits = max === undefined || LARGEST.includes(max) ? `${min} or more` : `${min} to ${max}`
  return [unit === '' ? `Value: ${limits}.` : `Unit: ${unit}, ${limits}.`]
}

/** The sentences of the docstring of one option. */
function sentences(row, from) {
  const text = row.reason === undefined ? from.texts[row.name] : `${from.texts[row.name]} ${row.reason}`
  const origin = row.constant === '' ? 'libzmq has no such option.' : `libzmq: ${row.constant}.`
  return [text, ...unitOf(row), defaultsOf(row, from), EFFECT[row.effect] ?? from.live, origin].join(' ')
}

function docstring(row, from) {
  const lines = ['']
  for (const word of sentences(row, from).split(' ')) {
    const line = lines.at(-1)
    if (line.length + word.length > 125) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.length === 1 ? `/** ${lines[0]} */` : ['/**', ...lines.map((line) => ` * ${line}`), ' */'].join('\n  ')
}

/** The declared options of one file, each with its place. */
function declarations(file, text, names, from) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found = []
  for (const owner of source.statements) {
    if (!ts.isClassDeclaration(owner) && !ts.isInterfaceDeclaration(owner)) continue
    // `routingId` of `connect()` is not the option of a socket.
    if (owner.name.text.endsWith('ConnectOptions')) continue
    if (names !== 'all' && !names.includes(owner.name.text)) continue
    for (const member of owner.members) {
      if (!ts.isPropertyDeclaration(member) && !ts.isPropertySignature(member) && !ts.isSetAccessor(member)) continue
      const row = from.rows.find(({ name }) => name === member.name.getText(source))
      if (row === undefined) continue
      found.push({ member, start: member.getStart(source, true), end: member.getStart(source), expected: docstring(row, from) })
    }
  }
  return found
}

const check = process.argv.includes('--check')
for (const [name, names, from] of FILES) {
  const file = join(packages, name)
  const text = readFileSync(file, 'utf8')
  let written = text
  for (const { member, start, end, expected } of declarations(file, text, names, from).reverse()) {
    if (text.slice(start, end).trim() === expected) continue
    if (check) console.error(`${name}: the docstring of ${member.name.getText()} is not that of the option table`)
    written = `${written.slice(0, start)}${expected}\n  ${written.slice(end)}`
  }
  if (written === text) continue
  if (check) process.exitCode = 1
  else writeFileSync(file, written)
}
if (process.exitCode === 1) console.error('run node packages/sockets/scripts/option-docs.mjs')
