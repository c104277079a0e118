/** One script for a browser of a program and of the built packages that it imports, by rollup, resolved as bundlers for browsers do. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rollup } from 'rollup'

const CONDITIONS = ['browser', 'import', 'default']

type Target = string | { readonly [condition: string]: Target }

interface Manifest {
  readonly exports: Readonly<Record<string, Target>>
  readonly imports?: Readonly<Record<string, Target>>
}

function choose(target: Target | undefined, what: string): string {
  if (typeof target === 'string') return target
  const found = Object.entries(target ?? {}).find(([condition]) => CONDITIONS.includes(condition))
  if (found === undefined) throw new Error(`${what} has nothing for ${CONDITIONS.join(', ')}`)
  return choose(found[1], what)
}

/** The folder of the package that holds `file`. */
function home(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    // dist/cjs has a manifest of its own, without a name.
    if (existsSync(join(folder, 'package.json')) && readManifest(folder).exports !== undefined) return folder
  }
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

function resolve(id: string, importer: string): string {
  if (id.startsWith('.')) return join(dirname(importer), id)
  if (id.startsWith('#')) return join(home(importer), choose(readManifest(home(importer)).imports?.[id], id))
  const [, name, entryPoint] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(id)!
  const own = readManifest(home(importer)) as unknown as { name: string }
  const folder = name === own.name ? home(importer) : join(home(importer), 'node_modules', name!)
  return join(folder, choose(readManifest(folder).exports[entryPoint === undefined ? '.' : `./${entryPoint}`], id))
}

/** Rejects if the program reaches a module of Node, or anything that is not found. */
export async function browserBundle(program: string): Promise<string> {
  const bundled = await rollup({
    input: program,
    plugins: [{ name: 'for-browsers', resolveId: (id, importer) => (importer === undefined ? id : resolve(id, importer)) }],
    onwarn(warning) {
      if (warning.code !== 'THIS_IS_UNDEFINED' && warning.code !== 'EVAL') throw new Error(warning.message)
    },
  })
  const { output } = await bundled.generate({ format: 'iife', name: 'page', inlineDynamicImports: true })
  await bundled.close()
  return output[0].code
}
