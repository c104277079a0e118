/** Every module that a source file names, from its syntax tree. It follows nothing, and misses no form of import. */
import ts from 'typescript'

/**
 * The specifiers of imports, re-exports, `import()`, `import type`, `import x = require()`, `require()` and
 * `require.resolve()`. An import of something else than a literal is listed as `<computed>`.
 */
export function importList(fileName: string, text: string): string[] {
  const found: string[] = []
  const add = (node: ts.Node | undefined): void => {
    if (node !== undefined) found.push(ts.isStringLiteralLike(node) ? node.text : '<computed>')
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier)
    else if (ts.isExternalModuleReference(node)) add(node.expression)
    else if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument)
    else if (ts.isCallExpression(node) && imports(node.expression)) add(node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true))
  return found
}

function imports(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true
  const object = ts.isPropertyAccessExpression(callee) && callee.name.text === 'resolve' ? callee.expression : callee
  return ts.isIdentifier(object) && object.text === 'require'
}
