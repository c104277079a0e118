/** The files and headings that the documentation links to exist. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from '../monorepo/workspace-package.ts'
import { pages } from './example.ts'

/** The files of the project on the web. READMEs of packages link there, since npm shows them without other files. */
const ON_THE_WEB = 'https://github.com/tszmq/tszmq/blob/main/'

const LINK = /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g

/** Anchors as GitHub makes them: lower case, dashes for spaces, no other punctuation. */
function anchors(page: string): string[] {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map((match) => match[1]!)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

interface Link {
  readonly page: string
  readonly path: string
  readonly anchor: string | undefined
}

function linksOf(page: string): Link[] {
  const text = readFileSync(page, 'utf8').replaceAll(`](${ON_THE_WEB}`, `](/`)
  return [...text.matchAll(LINK)].map(([, path, anchor]) => ({ page, path: path!, anchor }))
}

function isThere({ page, path, anchor }: Link): boolean {
  const target = path === '' ? page : join(path.startsWith('/') ? root : dirname(page), path)
  if (!existsSync(target)) return false
  return anchor === undefined || anchors(target).includes(anchor)
}

describe('the documentation', () => {
  it('links only to files and headings that exist', () => {
    const links = pages().flatMap(linksOf)
    expect(links.length).toBeGreaterThan(0)
    const broken = links.filter((link) => !isThere(link))
    expect(broken.map(({ page, path, anchor }) => `${relative(root, page)}: ${path}#${anchor ?? ''}`)).toEqual([])
  })

  it('of a package links to no other file of the package, which npm would not show', () => {
    const readmes = pages().filter((page) => dirname(dirname(page)) === join(root, 'packages'))
    expect(readmes.length).toBeGreaterThan(10)
    const files = readmes.flatMap(linksOf).filter(({ path }) => path !== '' && !path.startsWith('/'))
    expect(files.map(({ page, path }) => `${relative(root, page)}: ${path}`)).toEqual([])
  })
})
