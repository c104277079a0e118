/** docs/interop.md has a row for each script of interop/programs, and no other. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(__dirname, '../../../..')

it('the table of real programs has a row for each script, and no other', () => {
  const page = readFileSync(join(ROOT, 'docs/interop.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \| [^|]+ \|$/gm)]
  const scripts = readdirSync(join(ROOT, 'interop/programs')).map((file) => file.replace(/\.mjs$/, ''))
  expect(rows.map(([, name]) => name).sort()).toEqual(scripts.sort())
  expect(rows.filter(([, , version = '']) => !/\d+\.\d+/.test(version))).toEqual([])
})
