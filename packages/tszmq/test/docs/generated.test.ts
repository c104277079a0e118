/** The pages of docs/ that are made from the sources say what the sources say. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../monorepo/workspace-package.ts'

describe('the pages made from the sources', () => {
  it('are what node scripts/docs.mjs would write now', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'docs.mjs'), '--check'], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
