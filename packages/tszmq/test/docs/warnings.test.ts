/** docs/warnings.md has a heading for each code of the warning table, and for no other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WARNINGS } from '@tszmq/sockets/internal'
import { root } from '../monorepo/workspace-package.ts'

const page = readFileSync(join(root, 'docs', 'warnings.md'), 'utf8')

describe('docs/warnings.md', () => {
  it('has a heading for every code of the table, and for no other', () => {
    const headings = [...page.matchAll(/^### (.*)$/gm)].map((match) => match[1])
    expect(headings.sort()).toEqual(Object.keys(WARNINGS).sort())
  })

  it('has a cause and an action for every code', () => {
    const sections = page.split(/^### /m).slice(1)
    const silent = sections.filter((section) => !/\n\*\*Cause\.\*\* \S/.test(section) || !/\n\*\*What to do\.\*\* \S/.test(section))
    expect(silent.map((section) => section.split('\n')[0])).toEqual([])
  })

  it('is linked from docs/errors.md', () => {
    expect(readFileSync(join(root, 'docs', 'errors.md'), 'utf8')).toContain('](warnings.md)')
  })
})
