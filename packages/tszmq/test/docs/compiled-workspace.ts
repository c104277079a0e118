/**
 * The published packages as plain JavaScript in a temporary folder, where programs find them by name. They are compiled from the
 * present sources, without a type check.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { WorkspacePackage } from '../monorepo/workspace-package.ts'
import { workspacePackages } from '../monorepo/workspace-package.ts'

export class CompiledWorkspace {
  readonly #directory = mkdtempSync(join(tmpdir(), 'tszmq-docs-'))

  constructor() {
    // Deno finds packages only in a folder with a package.json.
    writeFileSync(join(this.#directory, 'package.json'), JSON.stringify({ private: true }))
    for (const each of workspacePackages()) {
      if (each.manifest.private === true) continue
      this.#compile(each)
      this.#link(each)
    }
    // As the `overrides` of a program that took the addon's place.
    symlinkSync(join(this.#directory, 'node_modules', '@tszmq', 'zeromq'), join(this.#directory, 'node_modules', 'zeromq'), 'dir')
  }

  /** Writes a program next to the packages; returns its path. */
  program(name: string, source: string): string {
    const path = join(this.#directory, `${name}.mjs`)
    writeFileSync(path, toModule(source))
    return path
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true })
  }

  /** What a package needs from outside is found where it is installed. */
  #link({ path, manifest }: WorkspacePackage): void {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const place = join(this.#directory, 'node_modules', name)
      const installed = join(path, 'node_modules', name)
      if (/^(@tszmq\/|tszmq$)/.test(name) || existsSync(place)) continue
      mkdirSync(dirname(place), { recursive: true })
      symlinkSync(realpathSync(installed), place)
    }
  }

  #compile({ path, manifest }: WorkspacePackage): void {
    const target = join(this.#directory, 'node_modules', manifest.name)
    for (const file of readdirSync(join(path, 'src'), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue
      const out = join(target, 'src', file.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(out), { recursive: true })
      writeFileSync(out, toModule(readFileSync(join(path, 'src', file), 'utf8')))
    }
    const { exports, imports } = manifest as { exports?: Conditions; imports?: Conditions }
    writeFileSync(
      join(target, 'package.json'),
      JSON.stringify({ name: manifest.name, type: 'module', exports: compiled(exports), imports: compiled(imports) }),
    )
  }
}

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The targets of the sources in `exports` or `imports`, with the names of the compiled files. */
function compiled(targets: Conditions = {}): unknown {
  const sources = Object.entries(targets).map(([name, to]) => [name, to['@tszmq/source']])
  return JSON.parse(JSON.stringify(Object.fromEntries(sources)).replaceAll('.ts"', '.js"'))
}

function toModule(source: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  }
  return ts.transpileModule(source, { compilerOptions }).outputText
}
