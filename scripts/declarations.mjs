/** The declarations of a package as they are published: which files, with which extensions, and what they say of Node. */
import { posix } from 'node:path'
import ts from 'typescript'
import { entryPoints } from './bundle.mjs'

/** Globals of Node in our declarations. TypeScript 6 loads their types only if a file or a tsconfig names them. */
const NODE_GLOBAL = /\b(Buffer|NodeJS|AbortSignal|URL|Disposable|AsyncDisposable|asyncDispose)\b/

const NODE_REFERENCE = '/// <reference types="node" />\n'

/** A transformer that writes `./x.js` where a declaration says `./x.ts`: the compiler does so in code only, and older ones reject it. */
export function rewriteDeclarations(context) {
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

/** The relative imports of a declaration file, as paths from the same folder. */
function imported(path, text) {
  const { importedFiles } = ts.preProcessFile(text, true, true)
  const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'))
  return relative.map((name) => posix.join(posix.dirname(path), name.replace(/\.js$/, '.d.ts')))
}

/** The files that the entry points of `manifest` reach, as [path, text]. `files`: all declarations, by path below dist/esm. */
export function publishedDeclarations(manifest, files) {
  const reached = new Set(entryPoints(manifest).map((path) => `${path}.d.ts`))
  for (const path of reached) {
    const text = files.get(path)
    if (text === undefined) throw new Error(`${manifest.name}: there is no ${path}`)
    for (const each of imported(path, text)) reached.add(each)
  }
  return [...reached].map((path) => {
    const text = files.get(path)
    return [path, NODE_GLOBAL.test(text) ? NODE_REFERENCE + text : text]
  })
}
