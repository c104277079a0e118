/**
 * `npm run api`: the API reference of all published packages, from their docstrings, as static pages in `dist/api`. Fails on each warning:
 * a name without a docstring, a link that leads nowhere, a type that is used and not exported.
 *
 * `node scripts/api.mjs --check` writes no pages.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, Converter, ReflectionKind } from 'typedoc'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A name is shown with the first package that exports it, so those that pass on the names of others come last. */
const LAST = ['tszmq', 'zeromq']

function publishedPackages() {
  const folders = readdirSync(join(root, 'packages')).filter((folder) => existsSync(join(root, 'packages', folder, 'package.json')))
  const manifests = folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
    return { folder, name: manifest.name, published: manifest.private !== true }
  })
  const published = manifests.filter((each) => each.published)
  return [...published.filter(({ folder }) => !LAST.includes(folder)), ...published.filter(({ folder }) => LAST.includes(folder))]
}

const packages = publishedPackages()
const app = await Application.bootstrap({
  name: 'tszmq',
  entryPoints: packages.map(({ folder }) => join(root, 'packages', folder, 'src', 'index.ts')),
  tsconfig: join(root, 'tsconfig.json'),
  basePath: root,
  out: join(root, 'dist', 'api'),
  readme: 'none',
  disableGit: true,
  gitRevision: 'main',
  sourceLinkTemplate: 'https://github.com/tszmq/tszmq/blob/{gitRevision}/{path}#L{line}',
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  hideGenerator: true,
  validation: { notDocumented: true, notExported: true, invalidLink: true, rewrittenLink: true },
  packagesRequiringDocumentation: packages.map(({ name }) => name),
  treatWarningsAsErrors: true,
})

// A module is shown by the name that programs import, not by its path.
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
  for (const module of context.project.getReflectionsByKind(ReflectionKind.Module)) {
    const folder = basename(dirname(module.sources?.[0]?.fullFileName ?? module.name))
    const found = packages.find((each) => module.name === `packages/${each.folder}/src` || folder === each.folder)
    if (found !== undefined) module.name = found.name
  }
})

const project = await app.convert()
if (project === undefined) process.exit(1)
app.validate(project)
const failed = app.logger.hasErrors() || app.logger.hasWarnings()
if (!failed && !process.argv.includes('--check')) {
  await app.generateOutputs(project)
  console.log(`${packages.length} packages: dist/api/index.html`)
}
process.exitCode = failed ? 1 : 0
