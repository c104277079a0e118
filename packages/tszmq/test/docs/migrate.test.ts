/** docs/migrate/from-czmq.md has a row for every function of CZMQ, and names only functions and packages that exist. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, workspacePackages } from '../monorepo/workspace-package.ts'
import { CZMQ_CLASSES, CZMQ_DRAFT_CLASSES, czmqFunctions } from './czmq-classes.ts'

const page = readFileSync(join(root, 'docs', 'migrate', 'from-czmq.md'), 'utf8')

/** The names of CZMQ in the rows of the tables. `*` stands for any part of a name. */
function names(): string[] {
  const rows = [...page.matchAll(/^\| (`z.*?) \| /gm)].map((match) => match[1]!)
  return rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1]!))
}

function matches(name: string): (each: string) => boolean {
  const pattern = new RegExp(`^${name.replaceAll('*', '\\w+')}$`)
  return (each) => pattern.test(each)
}

const everything = [...czmqFunctions(), ...CZMQ_DRAFT_CLASSES]

const HEADERS = '/usr/include'

/** The reason why CZMQ's headers cannot be read, if any. Throws if TSZMQ_REQUIRE_PEERS=1 requires them. */
function missing(): string | undefined {
  const header = join(HEADERS, 'czmq_library.h')
  const version = existsSync(header) ? /VERSION_MAJOR (\d+)[^]*?MINOR (\d+)[^]*?PATCH (\d+)/.exec(readFileSync(header, 'utf8')) : null
  if (version?.slice(1).join('.') === '4.2.1') return undefined
  const why = 'the headers of libczmq 4.2.1 (Debian: libczmq-dev) are not here'
  if (process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error(why)
  return why
}

/** The functions that a class's header declares. */
function declared(name: string): string[] {
  const text = readFileSync(join(HEADERS, `${name}.h`), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '')
  return [...text.matchAll(new RegExp(`CZMQ_EXPORT[^;{]*?\\b(${name}(?:_\\w+)?)\\s*\\(`, 'g'))].map((match) => match[1]!)
}

describe('docs/migrate/from-czmq.md', () => {
  it('has a row for every function of CZMQ, and every class that is a draft there', () => {
    const rows = names().map(matches)
    expect(everything.filter((each) => !rows.some((covers) => covers(each)))).toEqual([])
  })

  it('has rows only for names of CZMQ', () => {
    expect(names().filter((name) => !everything.some(matches(name)))).toEqual([])
  })

  it('has a text in every row', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `z'))
    expect(rows.filter((line) => !/^\| .* \| \S.* \|$/.test(line))).toEqual([])
  })

  it('names only packages that exist', () => {
    const packages = workspacePackages().map(({ manifest }) => manifest.name)
    const named = [...page.replace(/<!--.*?-->/g, '').matchAll(/@tszmq\/[\w-]+/g)].map(([name]) => name)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !packages.includes(name))).toEqual([])
  })

  const why = missing()
  ;(why === undefined ? it : it.skip)(`has the functions that the headers of CZMQ declare${why === undefined ? '' : ` (${why})`}`, () => {
    const declarations = Object.keys(CZMQ_CLASSES).flatMap(declared)
    expect([...new Set(declarations)].sort()).toEqual(czmqFunctions().sort())
  })
})
