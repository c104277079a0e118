/** Files that scripts write are what those scripts would write now. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../monorepo/workspace-package.ts'

describe.each([
  ['the pages of docs/ that are made from the sources', 'docs.mjs'],
  ['the manifests and licences of published packages', 'manifests.mjs'],
])('%s', (_what, script) => {
  it(`are what scripts/${script} would write now`, () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', script), '--check'], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
