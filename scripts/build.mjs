/**
 * Builds packages and all they depend on, from `src` into `dist`: ES modules in dist/esm and, if the package is published, CommonJS in
 * dist/cjs, each with its declarations. A published package whose `exports` have no `import` is CommonJS alone. Published code is one file
 * per entry point, since a module costs half a millisecond to load. Published declarations leave out members marked `@internal` and files
 * that no entry point reaches. If the build of a package fails, its `dist` stays as it was. What is up to date is skipped.
 *
 * `node scripts/build.mjs @tszmq/broker` builds the broker. Without a name it builds the package in the current directory, or everything.
 * `--code` writes the same code without checking types, which takes a third of the time. Declarations of an earlier build stay.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { buildsOf, bundle } from './bundle.mjs'
import { publishedDeclarations, rewriteDeclarations } from './declarations.mjs'
import { root } from './run.mjs'

const stamps = join(root, 'node_modules', '.cache', 'build')

/** What decides about the code of every package, beside its own files. */
const COMMON = ['scripts/build.mjs', 'scripts/bundle.mjs', 'scripts/declarations.mjs', 'tsconfig.base.json', 'pnpm-lock.yaml']

/** The same for a text as for its bytes. */
function hash(...texts) {
  const sum = createHash('sha256')
  for (const text of texts) sum.update(`${Buffer.byteLength(text)} `).update(text)
  return sum.digest('hex')
}

const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : []

/** The packages and apps of the repository, by name. */
function workspace() {
  const found = new Map()
  for (const kind of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, kind))) {
      const folder = join(root, kind, name)
      if (!existsSync(join(folder, 'package.json'))) continue
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      found.set(manifest.name, { folder, manifest, sources: filesBelow(join(folder, 'src')).filter((file) => file.endsWith('.ts')) })
    }
  }
  return found
}

/** `names` with all they depend on, each after its dependencies. */
function inOrder(packages, names) {
  const order = new Set()
  const visit = (name) => {
    const found = packages.get(name)
    if (found === undefined || order.has(found)) return
    Object.keys(found.manifest.dependencies ?? {}).forEach(visit)
    order.add(found)
  }
  names.forEach(visit)
  return [...order]
}

const formatHost = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }

/** The options of the package's tsconfig.json. */
function optionsOf({ folder, manifest }) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
  const own = {
    // Sibling packages are read from their sources: `@internal` members, which published declarations lack, are for siblings too.
    // A suite for tests needs the globals of jest, other products must not.
    ...(manifest.private || '@types/jest' in (manifest.peerDependencies ?? {}) ? {} : { types: ['node'] }),
    rootDir: root,
    outDir: join(folder, 'dist'),
    sourceMap: false,
    noEmit: false,
    stripInternal: !manifest.private,
  }
  return ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), own, host).options
}

/** Strips the types of each source file alone: the code as [path below the build, text]. Throws an error that shows the first syntax error. */
function transpile(each) {
  const { folder, sources } = each
  // A file alone does not tell whether it is an ES module: NodeNext would look for its package.json.
  const alone = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, jsx: ts.JsxEmit.React }
  const compilerOptions = { ...optionsOf(each), ...alone, declaration: false }
  return sources.map((name) => {
    const { outputText, diagnostics } = ts.transpileModule(readFileSync(name, 'utf8'), {
      compilerOptions,
      fileName: name,
      reportDiagnostics: true,
    })
    if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics.slice(0, 1), formatHost))
    return [relative(join(folder, 'src'), name).replaceAll(sep, '/').replace(/\.ts$/, '.js'), outputText]
  })
}

/** Parsed files, by name: the packages share most of what they are compiled with. */
const parsed = new Map()

/** Compiles the sources: code and declarations as [path below the build, text]. Throws an error that shows what is wrong with types. */
function compile(each) {
  const { folder, sources } = each
  const options = optionsOf(each)
  const host = ts.createCompilerHost(options)
  const parse = host.getSourceFile.bind(host)
  host.getSourceFile = (name, settings, ...rest) => {
    const key = `${name} ${settings.impliedNodeFormat}`
    if (!parsed.has(key)) parsed.set(key, parse(name, settings, ...rest))
    return parsed.get(key)
  }
  const program = ts.createProgram({ rootNames: sources.filter((name) => !name.endsWith('.d.ts')), options, host })
  const own = sources.map((name) => program.getSourceFile(name))
  const diagnostics = ts.sortAndDeduplicateDiagnostics([
    ...program.getOptionsDiagnostics(),
    ...own.flatMap((file) => ts.getPreEmitDiagnostics(program, file)),
  ])
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost))
  const files = []
  const out = join(folder, 'dist', relative(root, join(folder, 'src')))
  const write = (name, text) => files.push([relative(out, name).replaceAll(sep, '/'), text])
  for (const file of own) program.emit(file, write, undefined, false, { afterDeclarations: [rewriteDeclarations] })
  return files
}

/** The files of `dist` as [path, text]. The builds of a published package have the same declarations. */
async function filesOf(each, codeOnly) {
  const { folder, manifest } = each
  const compiled = codeOnly ? transpile(each) : compile(each)
  if (manifest.private) return compiled.map(([path, text]) => [`esm/${path}`, text])
  const isCode = ([path]) => path.endsWith('.js')
  const declarations = codeOnly ? [] : publishedDeclarations(manifest, new Map(compiled.filter((file) => !isCode(file))))
  const builds = buildsOf(manifest).flatMap((build) => declarations.map(([path, text]) => [`${build}/${path}`, text]))
  return [
    ...builds,
    ...(await bundle(manifest, new Map(compiled.filter(isCode)), folder)),
    ['cjs/package.json', '{ "type": "commonjs" }\n'],
  ]
}

/** Builds one package. Resolves to whether there was anything to do. `key`: a hash of all that its build depends on. */
async function buildOne(each, key, codeOnly) {
  const { folder, manifest } = each
  const dist = join(folder, 'dist')
  const stampFile = join(stamps, `${manifest.name.replace('/', '+')}.json`)
  const stamp = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {}
  const isWritten = ([path, sum]) => existsSync(join(dist, path)) && hash(readFileSync(join(dist, path))) === sum
  if (stamp.key === key && (codeOnly || !stamp.codeOnly) && Object.entries(stamp.files).every(isWritten)) return false

  const files = await filesOf(each, codeOnly)
  if (!codeOnly) rmSync(dist, { recursive: true, force: true })
  else for (const file of filesBelow(dist)) if (file.endsWith('.js')) rmSync(file)
  for (const [path, text] of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    writeFileSync(join(dist, path), text)
  }
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stampFile, JSON.stringify({ key, codeOnly, files: Object.fromEntries(files.map(([path, text]) => [path, hash(text)])) }))
  return true
}

/** Builds the packages `names`, or all, and what they depend on. Shows a line for each that it builds. Rejects if one cannot be built. */
export async function build(names = [], { codeOnly = false } = {}) {
  const packages = workspace()
  for (const name of names) if (!packages.has(name)) throw new Error(`there is no package ${name}`)
  const order = inOrder(packages, names.length > 0 ? names : [...packages.keys()]).filter(({ sources }) => sources.length > 0)
  const common = COMMON.map((file) => readFileSync(join(root, file)))
  const keys = new Map()
  for (const [index, each] of order.entries()) {
    const { folder, manifest, sources } = each
    const inputs = [join(folder, 'package.json'), join(folder, 'tsconfig.json'), ...sources]
    const below = Object.keys(manifest.dependencies ?? {}).map((name) => keys.get(name) ?? '')
    keys.set(manifest.name, hash(...common, ...inputs.flatMap((file) => [relative(folder, file), readFileSync(file)]), ...below))
    const start = performance.now()
    if (!(await buildOne(each, keys.get(manifest.name), codeOnly))) continue
    const place = `${index + 1}/${order.length}`.padStart(5)
    console.log(`${place}  ${manifest.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ options: { code: { type: 'boolean', default: false } }, allowPositionals: true })
  const here = [...workspace()].find(([, { folder }]) => folder === process.cwd())
  try {
    await build(positionals.length === 0 && here !== undefined ? [here[0]] : positionals, { codeOnly: values.code })
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
