/** docs/threats.md explains each id that a test names, and says for each id which tests hold it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root, workspacePackages } from '../monorepo/workspace-package.ts'

const page = readFileSync(join(root, 'docs', 'threats.md'), 'utf8')
const explained = new Set([...page.matchAll(/^### (\w+): /gm)].map((match) => match[1]))

/** Ids at the start of a title, an id in brackets at its end, and ids in comments. */
const NAMED = /(?:['"`]|\/\/ |\*\*? |[Tt]hreats? )([A-Z][1-9]\d?(?:, [A-Z][1-9]\d?)*): |\(([A-Z][1-9]\d?)\)['"`]|[Tt]hreat ([A-Z][1-9]\d?)/g

/** Z85 is an encoding. */
const isId = (name: string): boolean => name !== 'Z85'

function testFiles(): string[] {
  const folders = workspacePackages().map(({ path }) => join(path, 'test'))
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((file) => /\.(ts|mjs)$/.test(file))
}

/** The ids that a test file names. */
function idsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(NAMED)].flatMap((match) => (match[1] ?? match[2] ?? match[3])!.split(', ')).filter(isId)
}

describe('docs/threats.md', () => {
  it('explains every id that a test names', () => {
    const named = new Set(testFiles().flatMap(idsOf))
    expect(named.size).toBeGreaterThan(60)
    expect([...named].filter((id) => !explained.has(id))).toEqual([])
  })

  it('is named by every test file that names an id', () => {
    const files = testFiles().filter((file) => idsOf(file).length > 0 && !readFileSync(file, 'utf8').includes('docs/threats.md'))
    expect(files.map((file) => relative(root, file))).toEqual([])
  })

  it('has for every id the guard, and the tests or the reason why there is none', () => {
    const sections = page.split(/^### /m).slice(1)
    const incomplete = sections.filter(
      (section) => !/^\*\*Guard\.\*\* \S/m.test(section) || !/^(- \[.*\]\(\.\.\/packages\/|\*\*No test by this id\.\*\* \S)/m.test(section),
    )
    expect(sections.length).toBe(explained.size)
    expect(incomplete.map((section) => section.split('\n')[0])).toEqual([])
  })
})
