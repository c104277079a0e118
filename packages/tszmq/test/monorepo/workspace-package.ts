/** The packages and apps of this monorepo as they lie on disk. It reads, and builds nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the checkout. */
export const root = join(__dirname, '..', '..', '..', '..')

/** What these tests read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly license?: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** One folder of `packages` or `apps`. */
export interface WorkspacePackage {
  readonly kind: 'package' | 'app'
  /** The folder's own name. */
  readonly folder: string
  readonly path: string
  readonly manifest: Manifest
}

/** Every folder of `packages` and `apps` that has a package.json. */
export function workspacePackages(): WorkspacePackage[] {
  const under = (kind: 'package' | 'app'): WorkspacePackage[] =>
    readdirSync(join(root, `${kind}s`))
      .map((folder) => ({ folder, path: join(root, `${kind}s`, folder) }))
      .filter(({ path }) => existsSync(join(path, 'package.json')))
      .map(({ folder, path }) => ({ kind, folder, path, manifest: readManifest(join(path, 'package.json')) }))
  return [...under('package'), ...under('app')]
}

/** The folders below `dist` that a package is built into: CommonJS alone where no entry point has an `import` of its own. */
export function buildsOf({ exports = {} }: Manifest): ('esm' | 'cjs')[] {
  const both = Object.values(exports).some((entryPoint) => typeof entryPoint === 'object' && entryPoint !== null && 'import' in entryPoint)
  return both ? ['esm', 'cjs'] : ['cjs']
}

export function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest
}
