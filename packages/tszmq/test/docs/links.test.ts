/** What the documentation points at is there: files and headings that it links to, sources that it names. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from '../monorepo/workspace-package.ts'
import { pages } from './example.ts'

const LINK = /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g

/** As GitHub makes them: lower case, spaces as dashes, all other punctuation gone. */
function anchors(page: string): string[] {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map((match) => match[1]!)
  return headings.map((heading) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'))
}

function isThere(page: string, path: string, anchor: string | undefined): boolean {
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(target)) return false
  return anchor === undefined || anchors(target).includes(anchor)
}

/** Sources as docs/architecture.md names them: below packages/, or in a folder of the sockets' sources. */
const SOURCE = /`((?:[\w-]+\/)+[\w-]+\.ts)`/g

describe('the documentation', () => {
  it('names only sources that are there', () => {
    const named = [...readFileSync(join(root, 'docs', 'architecture.md'), 'utf8').matchAll(SOURCE)].map((match) => match[1]!)
    expect(named.length).toBeGreaterThan(0)
    const places = [join(root, 'packages'), join(root, 'packages', 'sockets', 'src')]
    expect(named.filter((file) => !places.some((place) => existsSync(join(place, file))))).toEqual([])
  })

  it('links only to what is there', () => {
    const links = pages().flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(LINK)].map(([, path, anchor]) => ({ page, path: path!, anchor })),
    )
    expect(links.length).toBeGreaterThan(0)
    const broken = links.filter(({ page, path, anchor }) => !isThere(page, path, anchor))
    expect(broken.map(({ page, path, anchor }) => `${relative(root, page)}: ${path}#${anchor ?? ''}`)).toEqual([])
  })
})
