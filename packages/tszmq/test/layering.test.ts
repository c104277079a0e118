/** The layers of the packages, held against every package.json and every import. Imports go down only. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { importList } from './monorepo/import-list.ts'
import { APPS, complaintAboutImport, complaintsAboutManifest, PACKAGES } from './monorepo/layers.ts'
import type { Manifest, WorkspacePackage } from './monorepo/workspace-package.ts'
import { workspacePackages } from './monorepo/workspace-package.ts'

/** Every source of a package with what it imports. */
function importsOf(who: WorkspacePackage): { file: string; specifier: string }[] {
  const src = join(who.path, 'src')
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?tsx?$/.test(file))
    .map((file) => join(src, file))
    .flatMap((file) => importList(file, readFileSync(file, 'utf8')).map((specifier) => ({ file, specifier })))
}

const workspace = workspacePackages()

describe('the layers of the packages', () => {
  it('has a place for every folder of packages and apps', () => {
    const folders = (kind: string): string[] => workspace.filter((who) => who.kind === kind).map((who) => who.folder)
    expect(folders('package').filter((folder) => !(folder in PACKAGES))).toEqual([])
    expect(folders('app').filter((folder) => !APPS.includes(folder))).toEqual([])
  })

  for (const who of workspace) {
    describe(who.manifest.name, () => {
      it('depends only on what lies below it', () => {
        expect(complaintsAboutManifest(who)).toEqual([])
      })

      it('imports only what lies below it, by its entry points', () => {
        const complaints = importsOf(who)
          .map(({ file, specifier }) => [relative(who.path, file), complaintAboutImport(who, file, specifier)] as const)
          .filter(([, complaint]) => complaint !== undefined)
          .map(([file, complaint]) => `${file}: ${complaint}`)
        expect(complaints).toEqual([])
      })
    })
  }
})

describe('the layering test itself', () => {
  const package_ = (folder: string, rest: Partial<Manifest> = {}): WorkspacePackage => ({
    kind: APPS.includes(folder) ? 'app' : 'package',
    folder,
    path: sep + folder,
    manifest: { name: `@tszmq/${folder}`, version: '0.0.0', ...rest },
  })
  const all = Object.fromEntries(Object.keys(PACKAGES).map((folder) => [`@tszmq/${folder}`, '*']))

  it.each([
    ['zmtp-codec', '@tszmq/transports', /layer 1.*layer 1/],
    ['transports', '@tszmq/sockets/internal', /layer 1.*layer 2/],
    ['zactor', '@tszmq/zloop', /layer 3.*layer 3/],
    ['sockets', 'tszmq', /layer 2.*layer 5/],
    ['sockets', '@tszmq/testkit', /for tests/],
    ['sockets', '@tszmq/nothing', /no package of the table/],
    ['sockets', '@tszmq/transports/src/conn.ts', /not an entry point/],
    ['sockets', '../../transports/src/conn.ts', /leaves src/],
    ['sockets', 'left-pad', /not named/],
    ['sockets', '<computed>', /literal/],
    ['zmtp-codec', 'node:fs', /Node's/],
    ['zmtp-codec', 'fs', /Node's/],
    ['broker', '@tszmq/sockets/internal', /main entry points/],
    ['perf', '@tszmq/testkit', /for tests/],
  ])('refuses that %s imports %s', (folder, specifier, reason) => {
    const who = package_(folder, { dependencies: all })
    expect(complaintAboutImport(who, join(who.path, 'src', 'x.ts'), specifier)).toMatch(reason)
  })

  it('refuses an import that package.json does not name', () => {
    const who = package_('sockets')
    expect(complaintAboutImport(who, join(who.path, 'src', 'x.ts'), '@tszmq/transports')).toMatch(/not named/)
  })

  it.each([
    ['sockets', '@tszmq/transports/internal'],
    ['sockets', './pipe/pipe.ts'],
    ['sockets', 'node:os'],
    ['zauth', '@tszmq/zmtp-codec'],
    ['broker', '@tszmq/sockets'],
    ['testkit', 'node:child_process'],
  ])('allows that %s imports %s', (folder, specifier) => {
    const who = package_(folder, { dependencies: all })
    expect(complaintAboutImport(who, join(who.path, 'src', 'x.ts'), specifier)).toBeUndefined()
  })

  it('refuses dependencies that go up, come from outside, or hide among the development ones', () => {
    const who = package_('transports', {
      dependencies: { '@tszmq/sockets': '*', 'left-pad': '*' },
      devDependencies: { '@tszmq/testkit': '*', jest: '*' },
    })
    expect(complaintsAboutManifest(who)).toEqual([
      expect.stringMatching(/layer 1.*layer 2/),
      expect.stringMatching(/left-pad is from outside/),
      expect.stringMatching(/@tszmq\/testkit is a dependency or none/),
    ])
  })

  it('finds every form of import', () => {
    const text = `
      import a from 'a'
      import 'b'
      import type { C } from 'c'
      export { d } from 'd'
      export * from 'e'
      import f = require('f')
      const g = await import('g')
      const h = require('h')
      const i = require.resolve('i')
      type J = import('j').J
      const k = import(name)
      // import 'no'
      const text = "import 'no'"
      notRequire('no')`
    expect(importList('x.ts', text)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', '<computed>'])
  })
})
