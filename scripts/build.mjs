/**
 * Builds the package in the current directory from `src`: ES modules to dist/esm and, where `exports` promises
 * `require`, CommonJS to dist/cjs, each with its declarations. What is published is a file a door, since a module costs half a
 * millisecond to load. It refuses to replace a good `dist` by a broken one.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import ts from 'typescript'
import { bundle } from './bundle.mjs'

const root = process.cwd()
const src = join(root, 'src')
const dist = join(root, 'dist')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const OPTIONS = {
  esm: {},
  cjs: {
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    verbatimModuleSyntax: false,
  },
}

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

/** Compiles one format in memory: its files as [path in dist, text], or the errors as text. */
function compile(format) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {
      ...OPTIONS[format],
      customConditions: [],
      ...(manifest.private ? {} : { types: ['node'] }), // a suite for tests needs jest's globals, a product must not
      rootDir: src,
      outDir: join(dist, format),
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
      const write = (name, text) => files.push([relative(dist, name), text])
      program.emit(undefined, write, undefined, false, { afterDeclarations: [rewriteDeclarations] })
    }
  }
  const formatHost = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }
  return { files, errors: ts.formatDiagnostics(diagnostics, formatHost) }
}

function inWorker(format) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { format } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** The declarations as they are, the code behind the doors of the package. */
async function joined(compiled) {
  const isCode = ([path]) => path.endsWith('.js')
  const below = `esm${sep}`
  const modules = compiled.filter((file) => isCode(file) && file[0].startsWith(below))
  const code = new Map(modules.map(([path, text]) => [path.slice(below.length).replaceAll(sep, '/'), text]))
  if (code.size === 0) return compiled
  return [...compiled.filter((file) => !isCode(file)), ...(await bundle(manifest, code))]
}

async function main() {
  const { name, exports = {} } = manifest
  const formats = JSON.stringify(exports).includes('"require"') ? ['esm', 'cjs'] : ['esm']
  const [last, ...others] = formats.toReversed()
  const elsewhere = others.map(inWorker)
  const results = [compile(last), ...(await Promise.all(elsewhere))]

  const errors = results.map((result) => result.errors).filter((text) => text !== '')
  if (errors.length > 0) {
    console.error(errors[0]) // the formats differ only in how modules resolve: the second list nearly always repeats it
    process.exitCode = 1
    return
  }
  const compiled = results.flatMap((result) => result.files)
  const files = manifest.private ? compiled : await joined(compiled)
  if (files.length === 0) {
    console.log(`${name}: no sources yet, nothing to build`)
    return
  }
  if (formats.includes('cjs')) files.push([join('cjs', 'package.json'), '{ "type": "commonjs" }\n'])
  rmSync(dist, { recursive: true, force: true })
  for (const [path, text] of files) {
    const target = join(dist, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
  console.log(`${name}: ${formats.join(' and ')}, ${files.length} files in dist${sep}`)
}

if (isMainThread) await main()
else parentPort.postMessage(compile(workerData.format))
