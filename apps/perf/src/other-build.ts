/**
 * Measures another build of ours: a worker of this program is started in which our packages are found in another checkout. The roles
 * are those of this program; only the library is the other one.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The flags of Node for a worker that measures the build in `folder`. */
export function nodeFlagsForBuild(folder: string): string[] {
  const program = pathToFileURL(join(folder, 'apps', 'perf', 'package.json')).href
  const hook = `
export async function resolve(specifier, context, next) {
  if (specifier !== 'tszmq' && !specifier.startsWith('@tszmq/')) return next(specifier, context)
  return next(specifier, context.parentURL?.startsWith(${JSON.stringify(pathToFileURL(`${folder}/`).href)}) ? context : { ...context, parentURL: ${JSON.stringify(program)} })
}`
  const preload = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))})`
  return ['--import', dataUrl(preload)]
}

/** Why `folder` cannot be measured, or undefined when it can. */
export function whyNoBuild(folder: string | undefined): string | undefined {
  if (folder === undefined) return 'no other build was named with --before'
  if (existsSync(join(folder, 'packages', 'tszmq', 'dist', 'esm', 'index.js'))) return undefined
  return `${folder} is no built checkout of tszmq`
}

function dataUrl(program: string): string {
  return `data:text/javascript,${encodeURIComponent(program)}`
}
