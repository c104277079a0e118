/** Each name that a user of `sockets` or `zeromq` can type has a docstring, and those of options agree with the option table. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import ts from 'typescript'
import { CONTEXT_OPTIONS, SOCKET_OPTIONS } from '../../src/options/option-table.ts'

const packages = join(__dirname, '..', '..', '..')
const entries = ['sockets/src/index.ts', 'zeromq/src/index.ts', 'zeromq/src/draft.ts', 'zeromq/src/v5-compat.ts'].map((name) =>
  join(packages, name),
)

const config = ts.readConfigFile(join(packages, '..', 'tsconfig.json'), (path) => ts.sys.readFile(path)).config as object
const { options } = ts.parseJsonConfigFileContent({ ...config, files: entries, include: [] }, ts.sys, join(packages, '..'))
const program = ts.createProgram(entries, options)
const checker = program.getTypeChecker()

/** Names of members that every class has, and of the protocols of the language. */
const KNOWN = /^(constructor|prototype|name|message|stack|cause|__@)/

interface Documented {
  /** Where it is: `Push.send`. */
  readonly path: string
  readonly symbol: ts.Symbol
  readonly text: string
}

/** What an editor shows on hover: the docstring of the symbol, or the one that it inherits. */
function textOf(symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ')
}

/** The file of a symbol and its name there, once for all classes that inherit it. */
function placeOf(symbol: ts.Symbol): string {
  const declaration = symbol.declarations?.[0] as ts.Declaration
  const owner = (declaration.parent as { name?: ts.Node }).name?.getText() ?? ''
  return `${declaration.getSourceFile().fileName.slice(packages.length + 1)}: ${owner}${owner === '' ? '' : '.'}${symbol.name}`
}

function isOurs(symbol: ts.Symbol): boolean {
  const files = symbol.declarations?.map((declaration) => declaration.getSourceFile().fileName) ?? []
  return files.some((file) => file.startsWith(`${packages}/`) && !file.includes('node_modules'))
}

function isHidden(symbol: ts.Symbol): boolean {
  const declarations = symbol.declarations ?? []
  return declarations.some((declaration) => {
    const flags = ts.getCombinedModifierFlags(declaration)
    return (
      (flags & ts.ModifierFlags.Private) !== 0 ||
      ((ts.isPropertyDeclaration(declaration) || ts.isMethodDeclaration(declaration) || ts.isAccessor(declaration)) &&
        ts.isPrivateIdentifier(declaration.name))
    )
  })
}

/** The public members of a class, interface or record type, and those of each member of a union. */
function membersOf(type: ts.Type): ts.Symbol[] {
  if (type.isUnion()) return type.types.flatMap((each) => membersOf(each))
  if ((type.flags & ts.TypeFlags.Object) === 0) return []
  return checker.getPropertiesOfType(type)
}

function exportsOf(entry: string): Documented[] {
  const file = program.getSourceFile(entry) as ts.SourceFile
  const found: Documented[] = []
  const module = checker.getSymbolAtLocation(file)
  for (const exported of module === undefined ? [] : checker.getExportsOfModule(module)) {
    const symbol = (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported)
    if (!isOurs(symbol) || isInternal(symbol) || isConstant(symbol)) continue
    found.push({ path: symbol.name, symbol, text: textOf(symbol) })
    const members = [checker.getDeclaredTypeOfSymbol(symbol), checker.getTypeOfSymbol(symbol)].flatMap((type) => membersOf(type))
    for (const member of members) {
      if (KNOWN.test(member.name) || !isOurs(member) || isHidden(member) || isInternal(member) || isConstant(member)) continue
      found.push({ path: `${symbol.name}.${member.name}`, symbol: member, text: textOf(member) })
    }
  }
  return found
}

/** libzmq's constants in `v5-compat`, and its short option names, which have the constants as values: a hover shows these. */
function isConstant(symbol: ts.Symbol): boolean {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
  return file.endsWith('/v5/constants.ts') || (file.endsWith('/v5/short-option.ts') && symbol.name !== 'SHORT_OPTIONS')
}

function isInternal(symbol: ts.Symbol): boolean {
  return symbol.getJsDocTags().some(({ name }) => name === 'internal')
}

const documented = entries.flatMap((entry) => exportsOf(entry))

it('finds the classes, their methods and their options', () => {
  const paths = documented.map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(['Push', 'Push.send', 'Push.linger', 'Router.connect', 'SocketDefaults.linger']))
})

it('has a docstring for each exported name and each of its public members', () => {
  const missing = documented.filter(({ text }) => text === '').map(({ symbol }) => placeOf(symbol))
  expect([...new Set(missing)]).toEqual([])
})

it('has a docstring for each event', () => {
  for (const name of ['sockets', 'zeromq']) {
    const file = program.getSourceFile(join(packages, name, 'src', name === 'sockets' ? 'events/event.ts' : 'event.ts')) as ts.SourceFile
    const map = file.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === 'EventMap') as ts.InterfaceDeclaration
    expect(map.members.length).toBeGreaterThan(15)
    const undocumented = map.members.filter((member) => ts.getJSDocCommentsAndTags(member).length === 0)
    expect(undocumented.map((member) => member.getText())).toEqual([])
  }
})

it('has the docstring of the option table on each declared option', () => {
  const script = join(packages, 'sockets', 'scripts', 'option-docs.mjs')
  expect(execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8', stdio: 'pipe' })).toBe('')
})

it.each([
  ['a socket', 'Socket', SOCKET_OPTIONS],
  ['a socket that sends and receives', 'DuplexSocket', SOCKET_OPTIONS],
  ['a context', 'Context', CONTEXT_OPTIONS],
])('names the constant of libzmq on each option of %s', (_what, className, rows) => {
  for (const { path, text } of documented) {
    const [owner, name] = path.split('.')
    const row = rows.find((each) => each.name === name)
    if (owner === className && row !== undefined) expect(text).toContain(row.constant === '' ? 'libzmq has no such option.' : row.constant)
  }
})
