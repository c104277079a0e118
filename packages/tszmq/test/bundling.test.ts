/**
 * What a bundler finds in the built files: it must be able to follow all that they name, where only what must be is installed. An
 * optional package would end it, or be carried off without its native code.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildsOf, workspacePackages } from './monorepo/workspace-package.ts'

const packages = workspacePackages().filter(({ kind, manifest }) => kind === 'package' && manifest.private !== true)

/** What is imported or required by a literal, with comments for bundlers or without. */
const FOLLOWED = /(?:\bfrom\s*|\b(?:import|require)\s*\(?\s*(?:\/\*[^]*?\*\/\s*)*)(["'])([^"'\n]+)\1/g

function followed(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'))
  return new Set(
    files.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(FOLLOWED)].map(([, , name]) => name as string)),
  )
}

const packageOf = (name: string): string => /^(@[^/]+\/)?[^/]+/.exec(name)![0]

it.each(packages.flatMap(({ path, manifest }) => buildsOf(manifest).map((build) => [manifest.name, build, path, manifest] as const)))(
  '%s, as %s, names only itself, Node, and what is installed with it',
  (_name, build, path, { dependencies = {} }) => {
    const names = followed(join(path, 'dist', build))
    const outside = [...names].filter((name) => !/^([.#]|node:)/.test(name))
    expect(outside.filter((name) => !(packageOf(name) in dependencies))).toEqual([])
    expect(names.size).toBeGreaterThan(0)
  },
)

it('and looks for sodium-native all the same', () => {
  const sockets = packages.find(({ manifest }) => manifest.name === '@tszmq/sockets')!
  for (const build of ['esm', 'cjs']) {
    const folder = join(sockets.path, 'dist', build)
    const code = readdirSync(folder)
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
    expect(code.join()).toContain("importOptional('sodium-native')")
  }
})
