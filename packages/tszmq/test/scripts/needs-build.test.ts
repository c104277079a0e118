/** `npm test -- PATH` builds only if the suites of the path need it. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../monorepo/workspace-package.ts'

function neededBuild(...suites: string[]): string {
  const module = JSON.stringify(join(root, 'scripts', 'needs-build.mjs'))
  const files = JSON.stringify(suites.map((suite) => join(root, suite)))
  const source = `import { neededBuild } from ${module}; console.log(neededBuild(${files}))`
  return execFileSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8' }).trim()
}

describe('the build that suites need', () => {
  it('is none where only sources are loaded', () => {
    expect(neededBuild('packages/zmsg/test/picture.test.ts', 'packages/zloop/test/zloop.test.ts')).toBe('none')
  })

  it.each([
    ['runs a command from dist', 'packages/zconfig/test/zmakecert.test.ts'],
    ['starts Node with a program that imports packages', 'packages/tszmq/test/polling/polling.test.ts'],
    ['does so in a file that it imports', 'packages/sockets/test/attack/lengths.test.ts'],
  ])('is the code where a suite %s', (_, suite) => {
    expect(neededBuild('packages/zmsg/test/picture.test.ts', suite)).toBe('code')
  })

  it('is everything where a suite reads declarations', () => {
    expect(neededBuild('packages/zconfig/test/zmakecert.test.ts', 'packages/tszmq/test/packaging.test.ts')).toBe('all')
  })
})
