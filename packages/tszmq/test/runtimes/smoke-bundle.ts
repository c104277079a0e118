/** The smoke program and its actor with all they need in files of their own, by rollup: no package is beside them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rollup } from 'rollup'
import ts from 'typescript'
import { workspacePackages } from '../monorepo/workspace-package.ts'

/** Node 20 knows no `using` yet. */
export function program(name: 'smoke' | 'actor'): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  return ts.transpileModule(readFileSync(join(__dirname, `${name}.mjs`), 'utf8'), { compilerOptions }).outputText
}

interface EntryPoint {
  readonly import?: string | { readonly default: string }
}

interface Manifest {
  readonly exports: Record<string, EntryPoint | string>
  readonly imports?: Record<string, { readonly node: string }>
}

/** Where the ES module of an entry point is: of ours as they were built, of others as they are installed beside ours. */
function entryPoints(): Map<string, string> {
  const found = new Map<string, string>()
  const add = (name: string, path: string): void => {
    const { exports, imports = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest
    for (const [id, { node }] of Object.entries(imports)) found.set(id, join(path, node))
    for (const [entryPoint, target] of Object.entries(exports)) {
      // A package that is CommonJS alone is the drop-in, which the smoke program does not use.
      if (typeof target === 'string' || target.import === undefined) continue
      const file = typeof target.import === 'string' ? target.import : target.import.default
      found.set(name + entryPoint.slice(1), join(path, file))
    }
  }
  for (const { path, manifest } of workspacePackages().filter(({ kind, manifest }) => kind === 'package' && manifest.private !== true)) {
    add(manifest.name, path)
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (!/^(@tszmq\/|tszmq$)/.test(name)) add(name, join(path, 'node_modules', name))
    }
  }
  return found
}

/** Writes `smoke` and `actor`, with what they share, into `folder`. Rejects when something is not found, or left out. */
export async function bundleSmoke(folder: string, format: 'es' | 'cjs'): Promise<void> {
  const found = entryPoints()
  const end = format === 'es' ? 'mjs' : 'cjs'
  const bundled = await rollup({
    input: ['smoke', 'actor'],
    external: /^node:/,
    plugins: [
      {
        name: 'packages',
        resolveId: (id, importer) => (importer === undefined ? `${id}.mjs` : found.get(id)),
        load: (id) => (id === 'smoke.mjs' || id === 'actor.mjs' ? program(id.slice(0, -4) as 'smoke') : undefined),
      },
    ],
    onwarn(warning) {
      if (warning.code !== 'THIS_IS_UNDEFINED' && warning.code !== 'EVAL') throw new Error(warning.message)
    },
  })
  await bundled.write({ dir: folder, format, exports: 'named', entryFileNames: `[name].${end}`, chunkFileNames: `chunk-[hash].${end}` })
  await bundled.close()
}
