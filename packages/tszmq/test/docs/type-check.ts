/** Type errors of examples, compiled as files of this package with strict settings. */
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../monorepo/workspace-package.ts'
import type { Example } from './example.ts'

/** One sentence for each error, with the place of the example. */
export function typeErrors(examples: readonly Example[]): string[] {
  const files = new Map(examples.map((example, n) => [join(__dirname, `example-${n}.ts`), example]))
  const options = compilerOptions()
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name)?.code ?? readFile(name)
  host.getSourceFile = (name, target, ...rest) => {
    const example = files.get(name)
    return example === undefined ? getSourceFile(name, target, ...rest) : ts.createSourceFile(name, example.code, target)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files].flatMap(([name, { place }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  )
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (name) => ts.sys.readFile(name)) as {
    config: { compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  // Nobody is asked to import types as such, nor to keep to what can be stripped.
  const dropIn = join(root, 'packages', 'zeromq', 'src')
  const paths = { zeromq: [join(dropIn, 'index.ts')], 'zeromq/*': [join(dropIn, '*.ts')] }
  return { ...options, paths, noEmit: true, verbatimModuleSyntax: false, erasableSyntaxOnly: false }
}
