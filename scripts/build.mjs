/**
 * Builds the package in the current directory from `src`: ES modules in dist/esm and, of what is published, CommonJS in dist/cjs,
 * each with its declarations. What is published is a file a door, since a module costs half a millisecond to load. It refuses to
 * replace a good `dist` by a broken one.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ts from 'typescript'
import { bundle } from './bundle.mjs'

const root = process.cwd()
const src = join(root, 'src')
const dist = join(root, 'dist')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Says `./x.js` where a declaration says `./x.ts`: the compiler does so in code only, and older ones refuse it. */
function rewriteDeclarations(context) {
  const { factory } = context
  const renamed = (node) =>
    node && ts.isStringLiteral(node) && /^\.{1,2}\/.*\.ts$/.test(node.text)
      ? factory.createStringLiteral(node.text.replace(/\.ts$/, '.js'), true)
      : undefined
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const name = renamed(node.moduleSpecifier)
      if (!name) return node
      return factory.updateImportDeclaration(node, node.modifiers, node.importClause, name, node.attributes)
    }
    if (ts.isExportDeclaration(node)) {
      const name = renamed(node.moduleSpecifier)
      if (!name) return node
      const { modifiers, isTypeOnly, exportClause, attributes } = node
      return factory.updateExportDeclaration(node, modifiers, isTypeOnly, exportClause, name, attributes)
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const name = renamed(node.argument.literal)
      if (name) {
        const types = node.typeArguments?.map((type) => ts.visitNode(type, visit))
        const argument = factory.createLiteralTypeNode(name)
        return factory.updateImportTypeNode(node, argument, node.attributes, node.qualifier, types, node.isTypeOf)
      }
    }
    return ts.visitEachChild(node, visit, context)
  }
  return (file) => ts.visitNode(file, visit)
}

/** Compiles the sources in memory: their files as [path below the build, text], or the errors as text. */
function compile() {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {
      customConditions: [],
      ...(manifest.private ? {} : { types: ['node'] }), // a suite for tests needs jest's globals, a product must not
      rootDir: src,
      outDir: dist,
      sourceMap: false,
      noEmit: false,
      noEmitOnError: true,
      stripInternal: false,
    },
    host,
  )
  const files = []
  const diagnostics = config.errors.filter((error) => error.code !== 18003) // 18003: nothing to compile, said by main
  const rootNames = config.fileNames.filter((name) => !relative(src, name).startsWith('..') && !name.endsWith('.d.ts'))
  if (rootNames.length > 0) {
    const program = ts.createProgram({ rootNames, options: config.options })
    diagnostics.push(...ts.getPreEmitDiagnostics(program))
    if (diagnostics.length === 0) {
      const write = (name, text) => files.push([relative(dist, name).replaceAll(sep, '/'), text])
      program.emit(undefined, write, undefined, false, { afterDeclarations: [rewriteDeclarations] })
    }
  }
  const formatHost = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }
  return { files, errors: ts.formatDiagnostics(diagnostics, formatHost) }
}

/** Both builds of what is published, as [path below dist, text]: the declarations are the same, the code is joined a door. */
async function published(files) {
  const isCode = ([path]) => path.endsWith('.js')
  const declarations = files.filter((file) => !isCode(file))
  const builds = ['esm', 'cjs'].flatMap((build) => declarations.map(([path, text]) => [`${build}/${path}`, text]))
  return [...builds, ...(await bundle(manifest, new Map(files.filter(isCode)))), ['cjs/package.json', '{ "type": "commonjs" }\n']]
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
