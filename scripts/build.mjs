/**
 * Builds the package in the current directory from `src`: ES modules in dist/esm and, if it is published, CommonJS in dist/cjs, each
 * with its declarations. A published package whose `exports` have no `import` is CommonJS alone. Published code is one file per entry point, since a module costs half a millisecond to load. Published
 * declarations leave out members marked `@internal` and files that no entry point reaches. If the build fails, `dist` stays as it was.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ts from 'typescript'
import { buildsOf, bundle } from './bundle.mjs'
import { publishedDeclarations, rewriteDeclarations } from './declarations.mjs'

const root = process.cwd()
const src = join(root, 'src')
const dist = join(root, 'dist')
const checkout = dirname(dirname(root))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Compiles the sources in memory: their files as [path below the build, text], or the errors as text. */
function compile() {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {
      // Sibling packages are read from their sources: `@internal` members, which published declarations lack, are for siblings too.
      ...(manifest.private || '@types/jest' in (manifest.peerDependencies ?? {}) ? {} : { types: ['node'] }), // a suite needs jest's globals, a product must not
      rootDir: checkout,
      outDir: dist,
      sourceMap: false,
      noEmit: false,
      stripInternal: !manifest.private,
    },
    host,
  )
  const files = []
  const diagnostics = config.errors.filter((error) => error.code !== 18003) // 18003: nothing to compile, said by main
  const rootNames = config.fileNames.filter((name) => !relative(src, name).startsWith('..') && !name.endsWith('.d.ts'))
  if (rootNames.length > 0) {
    const program = ts.createProgram({ rootNames, options: config.options })
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${src.replaceAll(sep, '/')}/`))
    diagnostics.push(...ts.sortAndDeduplicateDiagnostics(own.flatMap((file) => ts.getPreEmitDiagnostics(program, file))))
    if (diagnostics.length === 0) {
      const out = join(dist, relative(checkout, src))
      const write = (name, text) => files.push([relative(out, name).replaceAll(sep, '/'), text])
      for (const file of own) program.emit(file, write, undefined, false, { afterDeclarations: [rewriteDeclarations] })
    }
  }
  const formatHost = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }
  return { files, errors: ts.formatDiagnostics(diagnostics, formatHost) }
}

/** The builds of a published package, as [path below dist, text]: the declarations are the same, the code is one file per entry point. */
async function published(files) {
  const isCode = ([path]) => path.endsWith('.js')
  const declarations = publishedDeclarations(manifest, new Map(files.filter((file) => !isCode(file))))
  const builds = buildsOf(manifest).flatMap((build) => declarations.map(([path, text]) => [`${build}/${path}`, text]))
  const code = await bundle(manifest, new Map(files.filter(isCode)), root)
  return [...builds, ...code, ['cjs/package.json', '{ "type": "commonjs" }
']]
}

async function main() {
  const { files: compiled, errors } = compile()
  if (errors !== '') {
    console.error(errors)
    process.exitCode = 1
    return
  }
  if (compiled.length === 0) {
    console.log(`${manifest.name}: no sources yet, nothing to build`)
    return
  }
  const files = manifest.private ? compiled.map(([path, text]) => [`esm/${path}`, text]) : await published(compiled)
  rmSync(dist, { recursive: true, force: true })
  for (const [path, text] of files) {
    const target = join(dist, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
  console.log(`${manifest.name}: ${files.length} files in dist`)
}

await main()
