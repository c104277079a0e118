/** Another build as a side: its packages are found in its own checkout, and a missing build gives a clear reason. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFlagsForBuild, whyNoBuild } from '../src/other-build.ts'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'other-build-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}

describe('another build', () => {
  it('is missed when it was not named, or is not built', () => {
    expect(whyNoBuild(undefined)).toBe('no other build was named with --before')
    expect(whyNoBuild(folder)).toBe(`${folder} is no built checkout of tszmq`)
    write('packages/tszmq/dist/esm/index.js', '')
    expect(whyNoBuild(folder)).toBeUndefined()
  })

  it('has its packages found in its own checkout, wherever the program runs', () => {
    write('build/apps/perf/package.json', '{}')
    write('build/apps/perf/node_modules/tszmq/package.json', '{ "type": "module", "exports": "./index.js" }')
    write('build/apps/perf/node_modules/tszmq/index.js', "export * from '@tszmq/part'")
    write('build/apps/perf/node_modules/@tszmq/part/package.json', '{ "type": "module", "exports": "./index.js" }')
    write('build/apps/perf/node_modules/@tszmq/part/index.js', "export const where = 'there'")
    write('elsewhere/here.mjs', "import { where } from 'tszmq'\nconsole.log(where)")
    const said = execFileSync(process.execPath, [...nodeFlagsForBuild(join(folder, 'build')), join(folder, 'elsewhere', 'here.mjs')], {
      encoding: 'utf8',
    })
    expect(said).toBe('there\n')
  })
})
