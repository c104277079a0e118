/** Each decision of docs/decisions has a status and a date, and the list in the README has the same. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../monorepo/workspace-package.ts'

const folder = join(root, 'docs', 'decisions')
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')

const HEAD = /^# (?<title>.+)\n\nStatus: (?<status>accepted|superseded by \[[^\]]+\]\((?<by>[\w-]+\.md)\)), (?<date>\d{4}-\d{2}-\d{2})\n\n/

function head(page: string): Record<string, string | undefined> | undefined {
  return HEAD.exec(readFileSync(join(folder, page), 'utf8'))?.groups
}

describe('a decision', () => {
  it.each(pages)('begins with its title, its status and its date: %s', (page) => {
    const found = head(page)
    expect(found).toBeDefined()
    expect(Number.isNaN(Date.parse(found!.date!))).toBe(false)
    expect(found!.by === undefined || existsSync(join(folder, found!.by))).toBe(true)
  })

  it('is in the list with its title, status and date', () => {
    const list = readFileSync(join(folder, 'README.md'), 'utf8')
    const rows = [...list.matchAll(/^\| (\[.*) \|$/gm)].map((match) => match[1])
    const wanted = pages.map((page) => {
      const { title, status, date } = head(page) ?? {}
      return `[${title}](${page}) | ${status} | ${date}`
    })
    expect(rows.sort()).toEqual(wanted.sort())
  })
})
