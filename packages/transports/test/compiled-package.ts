/** Transpiles this package to JavaScript in a temporary directory, for child processes and threads. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'

const SOURCE = join(__dirname, '..', 'src')

export class CompiledPackage {
  readonly directory = mkdtempSync(join(tmpdir(), 'transports-js-'))

  constructor() {
    for (const file of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue
      const target = join(this.directory, 'src', file.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, toCommonJs(readFileSync(join(SOURCE, file), 'utf8')))
    }
  }

  /** Writes a program that imports the package as `./src/index.ts`. Returns its path. */
  program(name: string, source: string): string {
    const path = join(this.directory, `${name}.js`)
    writeFileSync(path, toCommonJs(source))
    return path
  }

  remove(): void {
    rmSync(this.directory, { recursive: true })
  }
}

function toCommonJs(source: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    rewriteRelativeImportExtensions: true,
  }
  return ts.transpileModule(source, { compilerOptions }).outputText
}
