/** What a user gets: every public package packed, installed in an empty folder, imported, required and type checked. */
import { readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { Consumer, runTool } from './monorepo/consumer.ts'
import { OUTSIDE } from './monorepo/layers.ts'
import { buildsOf, readManifest, root, workspacePackages } from './monorepo/workspace-package.ts'

const packages = workspacePackages().filter(({ manifest }) => manifest.private !== true)
const names = packages.map(({ manifest }) => manifest.name)
const entryPoints = packages.flatMap(({ manifest }) =>
  Object.keys(manifest.exports ?? {})
    .filter((entryPoint) => !entryPoint.endsWith('.json'))
    .map((entryPoint) => manifest.name + entryPoint.slice(1)),
)

const PAPERS = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/cjs/package.json', 'vectors/handshakes.json']
const LAUNCHER = /^bin\/[\w-]+\.mjs$/
const BUILT_FILE = /^dist\/(esm|cjs)\/(?!.*\.test\.)[\w/.-]+(\.js|\.d\.ts)$/

/** Compilers by version, each with one way of resolving modules: the oldest that is supported, the newest, and those between. */
const COMPILERS = [
  ['5.2', '--module commonjs --moduleResolution node10'],
  ['5.6', '--module node16'],
  ['5.9', '--module esnext --moduleResolution bundler'],
  ['6.0', '--module nodenext'],
  ['7', '--module nodenext'],
] as const

/** Compiles if no member of these classes is the library's own. It would not against the sources. */
const NOTHING_INTERNAL = `
import type * as zmq from 'tszmq'
type Shown = keyof zmq.Push | keyof zmq.Router | keyof zmq.Context | keyof zmq.Observer | keyof zmq.Peer | keyof zmq.Zactor | keyof zmq.ActorPipe | keyof zmq.Pollable
type Internal = 'dropped' | 'wake' | 'watch' | 'tap' | 'ask' | 'emit' | 'enter' | 'leave' | 'emptied' | 'runtime' | 'flusher' | 'inproc' | 'inbox' | 'outbox'
export const none: [Extract<Shown, Internal>] extends [never] ? true : never = true
`

function compiler(version: (typeof COMPILERS)[number][0]): string {
  const installed =
    version === '6.0'
      ? join(root, 'node_modules', 'typescript')
      : join(root, 'packages', 'testkit', 'node_modules', `typescript-${version}`)
  return join(installed, 'bin', 'tsc')
}

/** What each declaration file exports: names with whether they are values, types or both. */
function exportedNames(...files: string[]): Map<string, string>[] {
  const { Node16 } = ts.ModuleKind
  const options = { module: Node16, target: ts.ScriptTarget.ES2022, types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] }
  const program = ts.createProgram(files, options)
  const checker = program.getTypeChecker()
  return files.map((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!
    return new Map(
      checker.getExportsOfModule(module).map((each) => {
        const { flags } = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each
        return [each.name, `${flags & ts.SymbolFlags.Value ? 'value ' : ''}${flags & ts.SymbolFlags.Type ? 'type' : ''}`]
      }),
    )
  })
}

/** Runs in the consumer's folder: the names that each of its arguments exports by import and by require. */
const LIST_NAMES = `
import { createRequire } from 'node:module'
const added = ['default', 'module.exports', '__esModule']
const names = (module) => Object.keys(module).filter((name) => !added.includes(name)).sort()
const listed = {}
for (const entryPoint of process.argv.slice(2)) {
  const required = names(createRequire(import.meta.url)(entryPoint))
  listed[entryPoint] = { imported: names(await import(entryPoint)), required }
}
console.log(JSON.stringify(listed))
`

/** What publint and attw have found in a tarball. */
interface Checked {
  readonly publint: readonly string[]
  readonly hasTypes: boolean
  readonly types: readonly { readonly kind: string }[]
}

let consumer: Consumer
let checking: Promise<Map<string, Checked>> | undefined

let listing: Promise<Record<string, { imported: string[]; required: string[] }>> | undefined

/** The names of all entry points. */
function listed(): NonNullable<typeof listing> {
  return (listing ??= runTool(consumer.folder, process.execPath, 'list-names.mjs', ...entryPoints).then(
    (printed) => JSON.parse(printed) as Awaited<NonNullable<typeof listing>>,
  ))
}

/** What the tools find in all tarballs, by the names of the packages. */
function checked(): Promise<Map<string, Checked>> {
  const check = async (): Promise<Map<string, Checked>> => {
    const program = join(__dirname, 'monorepo', 'check-tarballs.mjs')
    const printed = await runTool(root, process.execPath, program, ...names.map((name) => consumer.tarball(name)))
    const found = JSON.parse(printed) as Record<string, Checked>
    return new Map(names.map((name) => [name, found[consumer.tarball(name)]!]))
  }
  return (checking ??= check())
}

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
    expect(names).not.toContain('@tszmq/peers')
  })

  it('have one version, and say so of each other', () => {
    const versions = new Set(names.map((name) => installed(name).version))
    expect(versions.size).toBe(1)
    const asked = names.flatMap((name) =>
      Object.entries(installed(name).dependencies ?? {}).flatMap(([needed, version]) => (names.includes(needed) ? [version] : [])),
    )
    expect(new Set([...asked, ...versions])).toEqual(versions)
  })

  it.each(COMPILERS)(
    'type check with TypeScript %s and %s',
    async (version, settings) => {
      const program = join(consumer.folder, 'program.ts')
      await copyFile(join(__dirname, 'types', 'program.ts'), program)
      const node10 = settings.includes('node10') // knows no `exports`, so no entry point but the main one
      const used = node10 ? names : entryPoints
      await writeFile(
        join(consumer.folder, 'use.mts'),
        used.map((entryPoint, n) => `export * as entryPoint${n} from '${entryPoint}'`).join('\n'),
      )
      await writeFile(
        join(consumer.folder, 'use.cts'),
        used.map((entryPoint, n) => `export import entryPoint${n} = require('${entryPoint}')`).join('\n'),
      )
      await writeFile(join(consumer.folder, 'nothing-internal.ts'), NOTHING_INTERNAL)
      const files = settings.includes('bundler') ? ['use.mts'] : ['use.mts', 'use.cts']
      const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', ...settings.split(' ')]
      const types = ['--typeRoots', join(root, 'node_modules', '@types')]
      // From 6.0 on nothing is loaded but what is asked for: the declarations themselves ask for the types of Node.
      const asked = Number(version) < 6 ? ['--types', 'node'] : []
      await runTool(
        consumer.folder,
        process.execPath,
        compiler(version),
        ...options,
        ...types,
        ...asked,
        'program.ts',
        'nothing-internal.ts',
        ...files,
      )
    },
    60_000,
  )

  it('show users no `@internal` member, and nothing of an `./internal` entry point', async () => {
    for (const { manifest } of packages) {
      const folder = join(consumer.folder, 'node_modules', manifest.name, 'dist')
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'))
      const texts = files.map((file) => [join(manifest.name, file), readFileSync(join(folder, file), 'utf8')] as const)
      expect(texts.filter(([, text]) => text.includes('@internal')).map(([file]) => file)).toEqual([])
      const shown = texts.filter(([file]) => !file.endsWith('internal.d.ts'))
      expect(shown.filter(([, text]) => /@tszmq\/[\w-]+\/internal/.test(text)).map(([file]) => file)).toEqual([])
    }
  })

  it('export every name that the typings of zeromq.js export: tszmq and @tszmq/zeromq', () => {
    const typings = (name: string): string => join(consumer.folder, 'node_modules', name, 'dist', 'cjs', 'index.d.ts')
    const addon = join(root, 'packages', 'peers', 'node_modules', 'zeromq', 'lib', 'index.d.ts')
    const [theirs, ...ours] = exportedNames(addon, typings('tszmq'), typings('@tszmq/zeromq'))
    expect(theirs!.size).toBeGreaterThan(25)
    for (const names of ours) expect([...theirs!].filter(([name, kind]) => names.get(name) !== kind)).toEqual([])
  })
})

describe('a command of the workspace', () => {
  const commands = workspacePackages().flatMap(({ path, manifest }) =>
    Object.entries(manifest.bin ?? {}).map(([command, file]) => ({ command, path, file })),
  )

  it.each(commands)('is there before the build, so that an installation can link it: $command', async ({ command, path, file }) => {
    expect(file).toBe(`./bin/${command}.mjs`)
    const unbuilt = join(consumer.folder, 'unbuilt', command, file)
    await mkdir(dirname(unbuilt), { recursive: true })
    await copyFile(join(path, file), unbuilt)
    await expect(runTool(consumer.folder, process.execPath, unbuilt)).rejects.toThrow(`${command} is not built yet. Run \`npm run build\``)
  })
})

describe.each(names)('%s', (name) => {
  it('packs what a user needs and nothing else', async () => {
    const listed = await runTool(root, 'tar', '-tzf', consumer.tarball(name))
    const files = listed
      .trim()
      .split('\n')
      .map((file) => file.replace(/^package\//, ''))
    expect(files.filter((file) => !PAPERS.includes(file) && !LAUNCHER.test(file) && !BUILT_FILE.test(file))).toEqual([])
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/cjs/package.json']))
    expect(files).toEqual(expect.arrayContaining(buildsOf(installed(name)).map((build) => `dist/${build}/index.d.ts`)))
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

  it('has its commands on the path of npm, and they run', async () => {
    for (const command of Object.keys(installed(name).bin ?? {})) {
      const printed = await runTool(consumer.folder, join(consumer.folder, 'node_modules', '.bin', command), '--version')
      expect(printed).toBe(`${command} ${installed(name).version}\n`)
    }
  })

  it.each(entryPoints.filter((entryPoint) => entryPoint === name || entryPoint.startsWith(`${name}/`)))(
    'has the same names by import and by require: %s',
    async (entryPoint) => {
      const { imported, required } = (await listed())[entryPoint]!
      expect(imported).toEqual(required)
      expect(imported.length).toBeGreaterThan(0)
    },
  )

  it('has nothing that publint would change', async () => {
    expect((await checked()).get(name)!.publint).toEqual([])
  }, 60_000)

  it('has types that every way of resolving finds in the right format', async () => {
    const { hasTypes, types } = (await checked()).get(name)!
    // A package that is CommonJS alone is a drop-in: its default export is all of it, in Node and by __esModule.
    const alone = buildsOf(installed(name)).length === 1
    expect(types.filter(({ kind }) => !alone || kind !== 'CJSOnlyExportsDefault')).toEqual([])
    expect(hasTypes).toBe(true)
  }, 60_000)
})

function installed(name: string): ReturnType<typeof readManifest> {
  return readManifest(join(consumer.folder, 'node_modules', name, 'package.json'))
}

/** Loads the addon's name by import and by require, and through a dependency that asks for the addon. */
const USE_REPLACEMENT = `
import { createRequire } from 'node:module'
import zmq, { Push } from 'zeromq'
import * as all from 'zeromq'
import { socket } from 'zeromq/v5-compat'
import relies from 'relies'
const require = createRequire(import.meta.url)
console.log(JSON.stringify({
  version: require('zeromq/package.json').name,
  one: [zmq.Push, all.Push, require('zeromq').Push, relies].every((each) => each === Push),
  names: Object.keys(require('zeromq')).includes('default'),
  whole: zmq === require('zeromq') && require('zeromq').default === zmq,
  v5: socket === require('zeromq/v5-compat').socket,
  draft: require('zeromq/draft').Server.name,
}))
`

describe('@tszmq/zeromq in the place of the addon', () => {
  it('is one module for a program, however it loads it, and for its dependencies, by one override', async () => {
    const relies = join(consumer.folder, 'relies')
    await mkdir(relies)
    await writeFile(join(relies, 'package.json'), JSON.stringify({ name: 'relies', version: '1.0.0', dependencies: { zeromq: '^6.0.0' } }))
    await writeFile(join(relies, 'index.js'), "module.exports = require('zeromq').Push")
    const packed = await runTool(relies, 'npm', 'pack', '--json')
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
    const replacement = `file:${consumer.tarball('@tszmq/zeromq')}`
    const wanted = { zeromq: replacement, relies: `file:${join(relies, filename)}` }
    const project = await consumer.project('replaced', wanted, { zeromq: replacement })
    await writeFile(join(project, 'use.mjs'), USE_REPLACEMENT)
    const printed = JSON.parse(await runTool(project, process.execPath, 'use.mjs')) as object
    expect(printed).toEqual({ version: '@tszmq/zeromq', one: true, names: false, whole: true, v5: true, draft: 'Server' })
  }, 60_000)
})
