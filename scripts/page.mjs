/** What every generated page needs: where the sources are, its first line, a table's cell, and data out of a TypeScript file. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

export const MADE = (from) => `<!-- Made by \`node scripts/docs.mjs\` from ${from}: change that, not this. -->`

export function cell(text) {
  return text.replaceAll('|', '\\|')
}

/** The exports of a module that has only type imports, so that its compiled text stands alone. */
export function evaluate(file) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions })
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`)
}
