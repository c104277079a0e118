/** The command as plain JavaScript, where its dependencies are found. No type is checked. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

const root = join(__dirname, '..')
const cache = join(root, 'node_modules', '.cache')

export class CompiledProgram {
  readonly entry: string
  readonly #directory: string

  constructor() {
    mkdirSync(cache, { recursive: true })
    this.#directory = mkdtempSync(join(cache, 'perf-test-'))
    this.entry = join(this.#directory, 'main.js')
    writeFileSync(join(this.#directory, 'package.json'), '{ "type": "module" }')
    const source = join(root, 'src')
    for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
      const target = join(this.#directory, file.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, toModule(readFileSync(join(source, file), 'utf8')))
    }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true })
  }
}

function toModule(source: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  }
  return ts.transpileModule(source, { compilerOptions }).outputText
}
