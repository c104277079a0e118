/** docs/errors.md has a heading for each error code of the published packages, and for no other. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root, workspacePackages } from '../monorepo/workspace-package.ts'

/** ERROR is a command of ZMTP, EXPIRE a message of zgossip. */
const CODE = /^(E(?!RROR$|XPIRE$)[A-Z0-9]{2,}|ERR_[A-Z0-9_]+)$/

/** The codes of a source file: string literals, and names in tables of system codes. */
function codesIn(file: string): string[] {
  const codes: string[] = []
  const visit = (node: ts.Node): void => {
    const named = ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) ? node.name.text : undefined
    const text = ts.isStringLiteralLike(node) ? node.text : named
    if (text !== undefined && CODE.test(text)) codes.push(text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
  return codes
}

function codesInSources(): string[] {
  const sources = workspacePackages()
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ path }) => join(path, 'src'))
  const files = sources.flatMap((source) =>
    readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(source, name)),
  )
  return [...new Set(files.flatMap(codesIn))].sort()
}

function headings(): string[] {
  const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8')
  return [...page.matchAll(/^### (.*)$/gm)].map((match) => match[1]!.replaceAll('`', ''))
}

describe('docs/errors.md', () => {
  it('has a heading for every code in the sources, and for no other', () => {
    expect(headings().sort()).toEqual(codesInSources())
  })

  it('has a cause and an action for every code', () => {
    const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8')
    const sections = page.split(/^### /m).slice(1)
    const silent = sections.filter((section) => !/\n\*\*Cause\.\*\* \S/.test(section) || !/\n\*\*What to do\.\*\* \S/.test(section))
    expect(silent.map((section) => section.split('\n')[0])).toEqual([])
  })
})
