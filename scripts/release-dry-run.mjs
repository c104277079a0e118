/**
 * `npm run release:dry-run`: what `npm run release` would publish, without publishing it and without an account. Fails if a manifest is
 * stale, if changesets have not become versions, if a package has no changelog of its version, or if npm refuses to pack it.
 *
 * `node scripts/release-dry-run.mjs zmsg zloop` does this for some packages.
 */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const problems = []

function changelogProblem(folder, { name, version }) {
  const path = join(root, 'packages', folder, 'CHANGELOG.md')
  if (!existsSync(path)) return `${name} has no CHANGELOG.md: run npm run version-packages`
  return readFileSync(path, 'utf8').includes(`\n## ${version}\n`) ? undefined : `the changelog of ${name} has no heading for ${version}`
}

async function dryRun(folder) {
  const flags = ['publish', '--dry-run', '--json', '--ignore-scripts', '--no-provenance']
  const { stdout } = await run('npm', flags, { cwd: join(root, 'packages', folder), maxBuffer: 16 * 1024 * 1024 })
  const printed = JSON.parse(stdout)
  // Since npm 11 the result lies below the name of the package.
  return printed.files === undefined ? Object.values(printed)[0] : printed
}

await run(process.execPath, [join(root, 'scripts', 'manifests.mjs'), '--check']).catch((error) => problems.push(error.stderr.trim()))
const waiting = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md')
if (waiting.length > 0) problems.push(`${waiting.length} changesets have not become versions: run npm run version-packages`)

const asked = process.argv.slice(2)
const rows = []
const folders = readdirSync(join(root, 'packages')).filter((folder) => existsSync(join(root, 'packages', folder, 'package.json')))
for (const folder of folders) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
  if (manifest.private === true || (asked.length > 0 && !asked.includes(folder))) continue
  const problem = changelogProblem(folder, manifest)
  if (problem !== undefined) problems.push(problem)
  try {
    const { name, version, size, unpackedSize, files } = await dryRun(folder)
    rows.push({
      name,
      version,
      files: files.length,
      'packed (kB)': Math.ceil(size / 1000),
      'unpacked (kB)': Math.ceil(unpackedSize / 1000),
    })
  } catch (error) {
    problems.push(`npm refuses ${manifest.name}: ${error.stderr ?? error.message}`)
  }
}
if (rows.length === 0 && problems.length === 0) problems.push(`no published package is named ${asked.join(' or ')}`)
console.table(rows)
for (const problem of problems) console.error(problem)
if (problems.length === 0) console.log(`${rows.length} packages are ready to publish; nothing was published`)
process.exitCode = problems.length === 0 ? 0 : 1
