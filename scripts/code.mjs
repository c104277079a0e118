/**
 * Builds the code of packages and of what they depend on: in one process and without checking types, so that it takes seconds. The code is
 * the same as that of scripts/build.mjs. Declarations of an earlier build stay as they are. A package that is up to date is skipped.
 *
 * `node scripts/code.mjs @tszmq/broker` builds the broker; without a name it builds everything.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { bundle, commonJsManifest } from './bundle.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamps = join(root, 'node_modules', '.cache', 'code')

/** What decides about the code of every package, beside its own files. */
const COMMON = ['scripts/code.mjs', 'scripts/bundle.mjs', 'tsconfig.base.json', 'pnpm-lock.yaml']

const hash = (...texts) => texts.reduce((sum, text) => sum.update(`${text.length} `).update(text), createHash('sha256')).digest('hex')

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

/** The options of the package's tsconfig.json, for one file at a time. */
function compilerOptions(folder) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
  const { options } = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), {}, host)
  // A file alone does not tell whether it is an ES module: NodeNext would look for its package.json.
  const alone = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, jsx: ts.JsxEmit.React }
  return { ...options, ...alone, declaration: false, sourceMap: false, noEmit: false }
}

/** The source files as JavaScript, as [path below the build, text]. Throws an error that shows the first syntax error. */
function transpile({ folder, sources }) {
  const options = compilerOptions(folder)
  const formatHost = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }
  return sources.map((name) => {
    const text = readFileSync(name, 'utf8')
    const { outputText, diagnostics } = ts.transpileModule(text, { compilerOptions: options, fileName: name, reportDiagnostics: true })
    if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics.slice(0, 1), formatHost))
    return [relative(join(folder, 'src'), name).replaceAll(sep, '/').replace(/\.ts$/, '.js'), outputText]
  })
}

/** Builds one package. Resolves to whether there was anything to do. `key`: what its code depends on, as a hash. */
async function build(each, key) {
  const { folder, manifest } = each
  const dist = join(folder, 'dist')
  const stampFile = join(stamps, `${manifest.name.replace('/', '+')}.json`)
  const stamp = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {}
  const isWritten = ([path, sum]) => existsSync(join(dist, path)) && hash(readFileSync(join(dist, path))) === sum
  if (stamp.key === key && Object.entries(stamp.files).every(isWritten)) return false

  const modules = transpile(each)
  const files = manifest.private
    ? modules.map(([path, text]) => [`esm/${path}`, text])
    : [...(await bundle(manifest, new Map(modules), folder)), ['cjs/package.json', `${JSON.stringify(commonJsManifest(manifest))}\n`]]
  for (const file of filesBelow(dist)) if (file.endsWith('.js')) rmSync(file)
  for (const [path, text] of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    writeFileSync(join(dist, path), text)
  }
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stampFile, JSON.stringify({ key, files: Object.fromEntries(files.map(([path, text]) => [path, hash(text)])) }))
  return true
}

/** Builds the packages `names`, or all, and what they depend on. Shows a line for each that it builds. */
export async function buildCode(...names) {
  const packages = workspace()
  for (const name of names) if (!packages.has(name)) throw new Error(`there is no package ${name}`)
  const order = inOrder(packages, names.length > 0 ? names : [...packages.keys()]).filter(({ sources }) => sources.length > 0)
  const common = COMMON.map((file) => readFileSync(join(root, file)))
  const keys = new Map()
  for (const [index, each] of order.entries()) {
    const { folder, manifest, sources } = each
    const own = [join(folder, 'package.json'), join(folder, 'tsconfig.json'), ...sources]
    const below = Object.keys(manifest.dependencies ?? {}).map((name) => keys.get(name) ?? '')
    keys.set(manifest.name, hash(...common, ...own.flatMap((file) => [relative(folder, file), readFileSync(file)]), ...below))
    const start = performance.now()
    if (!(await build(each, keys.get(manifest.name)))) continue
    const place = `${index + 1}/${order.length}`.padStart(5)
    console.log(`${place}  ${manifest.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCode(...process.argv.slice(2))
