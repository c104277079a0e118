/** What a user gets: every public package packed, installed in an empty folder, imported, required and type checked. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Consumer, runTool } from './monorepo/consumer.ts'
import { OUTSIDE } from './monorepo/layers.ts'
import { readManifest, root, workspacePackages } from './monorepo/workspace-package.ts'

const packages = workspacePackages().filter(({ manifest }) => manifest.private !== true)
const names = packages.map(({ manifest }) => manifest.name)
const doors = packages.flatMap(({ manifest }) =>
  Object.keys(manifest.exports ?? {})
    .filter((door) => door !== './package.json')
    .map((door) => manifest.name + door.slice(1)),
)

const PAPERS = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/cjs/package.json']
const BUILT_FILE = /^dist\/(esm|cjs)\/(?!.*\.test\.)[\w/.-]+(\.js|\.d\.ts)$/

/** Runs in the consumer's folder: the names that one door exports by import and by require. */
const LIST_NAMES = `
import { createRequire } from 'node:module'
const added = ['default', 'module.exports', '__esModule']
const names = (module) => Object.keys(module).filter((name) => !added.includes(name)).sort()
const door = process.argv[2]
const required = names(createRequire(import.meta.url)(door))
console.log(JSON.stringify({ imported: names(await import(door)), required }))
`

let consumer: Consumer

beforeAll(async () => {
  consumer = await Consumer.install(packages)
  await writeFile(join(consumer.folder, 'list-names.mjs'), LIST_NAMES)
}, 120_000)

afterAll(async () => {
  await consumer?.remove()
})

describe('the public packages', () => {
  it('are the three layers so far and the umbrella', () => {
    expect(names).toEqual(expect.arrayContaining(['@tszmq/sockets', '@tszmq/transports', '@tszmq/zmtp-codec', 'tszmq']))
    expect(names).not.toContain('@tszmq/testkit')
  })

  it('have one version, and say so of each other', () => {
    const versions = new Set(names.map((name) => installed(name).version))
    expect(versions.size).toBe(1)
    const asked = names.flatMap((name) => Object.entries(installed(name).dependencies ?? {}).flatMap(([needed, version]) => (names.includes(needed) ? [version] : [])))
    expect(new Set([...asked, ...versions])).toEqual(versions)
  })

  it('type check where they are used, from ES modules and from CommonJS', async () => {
    const uses = (line: (door: string, n: number) => string): string => doors.map(line).join('\n')
    await writeFile(join(consumer.folder, 'use.mts'), uses((door, n) => `export * as door${n} from '${door}'`))
    await writeFile(join(consumer.folder, 'use.cts'), uses((door, n) => `export import door${n} = require('${door}')`))
    const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--module', 'node16']
    const node = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')]
    await runTool(consumer.folder, 'tsc', ...options, ...node, 'use.mts', 'use.cts')
  }, 60_000)
})

describe.each(names)('%s', (name) => {
  it('packs what a user needs and nothing else', async () => {
    const listed = await runTool(root, 'tar', '-tzf', consumer.tarball(name))
    const files = listed.trim().split('\n').map((file) => file.replace(/^package\//, ''))
    expect(files.filter((file) => !PAPERS.includes(file) && !BUILT_FILE.test(file))).toEqual([])
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/cjs/package.json']))
    expect(files).toEqual(expect.arrayContaining(['dist/esm/index.d.ts', 'dist/cjs/index.d.ts']))
  })

  it('runs nothing at installation and needs nothing from outside but what was decided on', () => {
    const { scripts = {}, license, dependencies = {}, peerDependencies = {}, optionalDependencies } = installed(name)
    const outside = OUTSIDE[name.replace('@tszmq/', '')] ?? []
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']
    expect(Object.keys(scripts).filter((script) => hooks.includes(script))).toEqual([])
    const needed = [...Object.keys(dependencies), ...Object.keys(peerDependencies)]
    expect(needed.filter((each) => !names.includes(each) && !outside.includes(each))).toEqual([])
    expect({ license, optionalDependencies }).toEqual({ license: 'MIT' })
  })

  it.each(doors.filter((door) => door === name || door.startsWith(`${name}/`)))(
    'has the same names by import and by require: %s',
    async (door) => {
      const listed = await runTool(consumer.folder, process.execPath, 'list-names.mjs', door)
      const { imported, required } = JSON.parse(listed) as { imported: string[]; required: string[] }
      expect(imported).toEqual(required)
      expect(imported.length).toBeGreaterThan(0)
    },
  )

  it('has nothing that publint would change', async () => {
    await runTool(root, 'publint', 'run', consumer.tarball(name), '--strict')
  }, 60_000)

  it('has types that every way of resolving finds in the right format', async () => {
    // node16: the oldest resolution ("node10") knows no "exports", and so no ./internal, which is for siblings anyway.
    await runTool(root, 'attw', consumer.tarball(name), '--profile', 'node16', '--no-emoji')
  }, 60_000)
})

function installed(name: string): ReturnType<typeof readManifest> {
  return readManifest(join(consumer.folder, 'node_modules', name, 'package.json'))
}
