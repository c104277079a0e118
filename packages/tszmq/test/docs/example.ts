/**
 * The programs in the documentation: code blocks marked `ts run` or `js run`. The next block marked `text` is their output. Other
 * blocks are not run.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root, workspacePackages } from '../monorepo/workspace-package.ts'

export interface Example {
  /** The page and its first line. */
  readonly place: string
  readonly code: string
  /** Empty if no `text` block follows before the next code. */
  readonly output: string
}

const FENCE = /^```(\w*)(?: (run))?\n([\s\S]*?)^```$/gm

export function examples(): Example[] {
  return pages().flatMap(examplesIn)
}

/** The pages for readers: those in the root, in docs/, and the READMEs of the packages. */
export function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name))
  const readmes = workspacePackages()
    .filter(({ kind }) => kind === 'package')
    .map(({ path }) => join(path, 'README.md'))
  const papers = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md'].map((name) => join(root, name))
  return [...papers, ...docs, ...readmes]
}

function examplesIn(page: string): Example[] {
  const text = readFileSync(page, 'utf8')
  const blocks = [...text.matchAll(FENCE)]
  return blocks.flatMap(([, language, run, code], n) => {
    if (run === undefined) return []
    if (language !== 'ts' && language !== 'js') throw new Error(`${page}: a block of ${language} cannot be run`)
    const line = text.slice(0, blocks[n]!.index).split('\n').length
    const next = blocks[n + 1]
    const output = next?.[1] === 'text' ? next[3]! : ''
    return [{ place: `${relative(root, page)}:${line}`, code: code!, output }]
  })
}
