/** Makes real programs and bindings talk to tszmq: `node interop/run.mjs NAME… | --all | --list`. Ends with 1 if a role failed. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Stage } from './stage.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const names = readdirSync(join(here, 'programs'))
  .map((file) => file.replace(/\.mjs$/, ''))
  .sort()
const ROLE_LIMIT_MS = 60_000

function usage(problem) {
  console.error(`${problem}\nusage: node interop/run.mjs NAME… | --all | --list\nnames: ${names.join(' ')}`)
  process.exit(2)
}

function missing(packages) {
  return packages.filter(
    (name) => !/^install ok installed/.test(spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' }).stdout ?? ''),
  )
}

function install(packages) {
  const wanted = missing(packages)
  if (wanted.length === 0) return
  if (process.getuid?.() !== 0) throw new Error(`missing Debian packages: apt-get install ${wanted.join(' ')}`)
  console.log(`  installing ${wanted.join(' ')}`)
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Resolves to a text of what went wrong, with the output of the programs, or to undefined. */
async function play(role, tszmq) {
  const stage = new Stage()
  let timer
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${ROLE_LIMIT_MS / 1000} s`)), ROLE_LIMIT_MS)
    })
    await Promise.race([role(tszmq, stage), late])
    return undefined
  } catch (error) {
    return `${error.stack ?? error}\n${stage.output}`
  } finally {
    clearTimeout(timer)
    await stage.end()
  }
}

async function main(args) {
  if (args.includes('--list')) return console.log(names.join('\n'))
  const chosen = args.includes('--all') ? names : args
  if (chosen.length === 0) usage('missing name of a program')
  const unknown = chosen.find((name) => !names.includes(name))
  if (unknown !== undefined) usage(`unknown program ${JSON.stringify(unknown)}`)
  const built = join(here, '../packages/tszmq/dist/cjs/index.js')
  if (!existsSync(built)) usage('the packages are not built: npm run build')
  const tszmq = createRequire(import.meta.url)(built)
  let failed = 0
  for (const name of chosen) {
    console.log(name)
    const { packages, version, roles } = await import(`./programs/${name}.mjs`)
    try {
      install(packages)
      console.log(
        `  version ${(typeof version === 'function' ? version() : execFileSync('sh', ['-c', version], { encoding: 'utf8' })).trim()}`,
      )
    } catch (error) {
      failed++
      console.log(`  FAILED: ${error.message}`)
      continue
    }
    for (const [title, role] of Object.entries(roles)) {
      const problem = await play(role, tszmq)
      if (problem !== undefined) failed++
      console.log(`  ${problem === undefined ? 'ok' : 'FAILED'}: ${title}${problem === undefined ? '' : `\n${problem}`}`)
    }
  }
  process.exitCode = failed > 0 ? 1 : 0
}

await main(process.argv.slice(2))
