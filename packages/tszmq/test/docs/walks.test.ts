/** The classes, methods and files that docs/architecture.md and docs/walks name are in the sources. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'
import { root, workspacePackages } from '../monorepo/workspace-package.ts'

const walks = readdirSync(join(root, 'docs', 'walks')).map((name) => join(root, 'docs', 'walks', name))
const pages = [join(root, 'docs', 'architecture.md'), ...walks]

interface Declared {
  readonly members: ReadonlySet<string>
  readonly bases: readonly string[]
}

/** Classes and interfaces of all packages by name. Two of one name count as one. */
function declarations(): Map<string, Declared> {
  const found = new Map<string, Declared>()
  const files = workspacePackages()
    .map(({ path }) => join(path, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.ts'))
  for (const file of files) {
    for (const node of ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest).statements) {
      if (!ts.isClassDeclaration(node) && !ts.isInterfaceDeclaration(node)) continue
      if (node.name === undefined) continue
      const { members = new Set<string>(), bases = [] } = found.get(node.name.text) ?? {}
      const own = node.members.flatMap(({ name }) => (name !== undefined && 'text' in name ? [name.text] : []))
      const above = (node.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression))
      found.set(node.name.text, {
        members: new Set([...members, ...own]),
        bases: [...bases, ...above.flatMap((base) => (ts.isIdentifier(base) ? [base.text] : []))],
      })
    }
  }
  return found
}

const declared = declarations()

function hasMember(type: string, member: string): boolean {
  const found = declared.get(type)
  return found !== undefined && (found.members.has(member) || found.bases.some((base) => hasMember(base, member)))
}

const CODE = /`([^`\n]+)`/g
const MEMBER = /^([A-Z]\w+)\.([a-z]\w*)(?:\(.*\))?$/
const FILE = /^(?:[\w-]+\/)+[\w-]+\.ts$/

/** `A->>B: name(…)`: B has a method of this name. Other arrows are prose. */
const ARROW = /^\s*(\w+)->>(\w+): (\w+)\(/gm
const PARTICIPANT = /^\s*participant (\w+)/gm

/** They are not ours: a class of Node. */
const FOREIGN = ['Worker']

describe.each(pages.map((page) => [basename(page), readFileSync(page, 'utf8')] as const))('%s', (_name, text) => {
  const code = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(CODE)].map((match) => match[1]!)

  it('names methods that exist', () => {
    const named = code.flatMap((each) => MEMBER.exec(each)?.slice(1, 3).join('.') ?? [])
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((each) => !hasMember(...(each.split('.') as [string, string])))).toEqual([])
  })

  it('names files that exist', () => {
    const places = [join(root, 'packages'), join(root, 'packages', 'sockets', 'src')]
    const named = code.filter((each) => FILE.test(each))
    expect(named.filter((file) => !places.some((place) => existsSync(join(place, file))))).toEqual([])
  })

  it('has diagrams whose participants and calls exist', () => {
    const participants = [...text.matchAll(PARTICIPANT)].map((match) => match[1]!)
    expect(participants.filter((name) => !declared.has(name) && !FOREIGN.includes(name))).toEqual([])
    const calls = [...text.matchAll(ARROW)].filter(([, , to]) => !FOREIGN.includes(to!))
    expect(calls.filter(([, , to, method]) => !hasMember(to!, method!)).map(([line]) => line.trim())).toEqual([])
  })
})

it('at least one file is named', () => {
  expect(pages.flatMap((page) => [...readFileSync(page, 'utf8').matchAll(CODE)]).filter((match) => FILE.test(match[1]!))).not.toEqual([])
})

it('each walk has a diagram', () => {
  expect(walks.length).toBeGreaterThan(0)
  expect(walks.filter((page) => !readFileSync(page, 'utf8').includes('```mermaid\nsequenceDiagram'))).toEqual([])
})
