/** Generated files are up to date. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../monorepo/workspace-package.ts'

describe.each([
  ['the generated pages of docs/', 'docs.mjs'],
  ['the manifests and licences of published packages', 'manifests.mjs'],
])('%s', (_what, script) => {
  it(`are up to date with scripts/${script}`, () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', script), '--check'], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
