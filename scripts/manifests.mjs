/**
 * Writes what is the same or derived in the manifests: the fields of all published packages, their LICENSE files, and the versions by which
 * packages of this repository depend on each other. With `--check` it writes nothing and fails if a file is stale. Names, entry points and
 * dependencies from outside stay as their authors wrote them.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The project's page. Links in the READMEs of packages begin with it too. */
const HOME = 'https://github.com/tszmq/tszmq'

const KEYWORDS = ['zeromq', 'zmq', 'zmtp']

/** Keywords of one package beyond those of all. */
const OWN_KEYWORDS = {
  sockets: ['messaging', 'message-queue', 'pubsub', 'sockets', 'ipc', 'curve', 'typescript'],
  testkit: ['testing', 'conformance', 'test-vectors'],
  transports: ['transport', 'tcp', 'ipc', 'socks5'],
  tszmq: ['czmq', 'messaging', 'message-queue', 'pubsub', 'typescript', 'deno', 'bun', 'electron'],
  zactor: ['czmq', 'actor', 'worker-threads'],
  zauth: ['czmq', 'zap', 'authentication', 'curve'],
  zbeacon: ['czmq', 'discovery', 'udp', 'beacon'],
  zconfig: ['czmq', 'zpl', 'configuration', 'certificates'],
  zeromq: ['zeromq.js', 'drop-in', 'electron', 'messaging'],
  zgossip: ['czmq', 'gossip', 'discovery'],
  zloop: ['czmq', 'reactor', 'poller', 'event-loop', 'timers'],
  zmonitor: ['czmq', 'monitoring', 'events'],
  zmsg: ['czmq', 'serialization', 'messages'],
  'zmtp-codec': ['codec', 'protocol', 'curve', 'z85'],
  zproxy: ['czmq', 'proxy', 'broker'],
  zsys: ['czmq', 'logging', 'systemd'],
}

/** The fields, in the order in which npm's documentation lists them. `version` and `description` come before them. */
function derived(folder) {
  if (OWN_KEYWORDS[folder] === undefined) throw new Error(`packages/${folder} is published and has no keywords in scripts/manifests.mjs`)
  return {
    keywords: [...KEYWORDS, ...OWN_KEYWORDS[folder]],
    homepage: `${HOME}/tree/main/packages/${folder}#readme`,
    bugs: `${HOME}/issues`,
    license: 'MIT',
    author: 'the tszmq authors',
    repository: { type: 'git', url: `git+${HOME}.git`, directory: `packages/${folder}` },
    publishConfig: { access: 'public', provenance: true },
  }
}

/** Packages of this repository depend on each other at exactly one version, the same for all, so that `npm pack` makes what is published. */
function withVersions(manifest) {
  const fields = ['dependencies', 'devDependencies', 'peerDependencies'].filter((field) => manifest[field] !== undefined)
  const exact = ([name, range]) => [name, versions.get(name) ?? range]
  return Object.fromEntries(fields.map((field) => [field, Object.fromEntries(Object.entries(manifest[field]).map(exact))]))
}

function complete(manifest, folder) {
  const fields = derived(folder)
  const { name, version, description, publishConfig: _, ...rest } = manifest
  for (const key of Object.keys(fields)) delete rest[key]
  const { publishConfig, ...early } = fields
  rest.scripts = { ...rest.scripts, test: `cd ../.. && jest packages/${folder}/` }
  return { name, version, description, ...early, ...rest, publishConfig }
}

const manifests = ['.', 'packages', 'apps'].flatMap((parent) => {
  const folders = parent === '.' ? ['.'] : readdirSync(join(root, parent)).map((name) => join(parent, name))
  const paths = folders.map((folder) => [folder, join(root, folder, 'package.json')]).filter(([, path]) => existsSync(path))
  return paths.map(([folder, path]) => ({ folder, path, manifest: JSON.parse(readFileSync(path, 'utf8')) }))
})
const versions = new Map(manifests.map(({ manifest }) => [manifest.name, manifest.version]))

const files = []
const license = readFileSync(join(root, 'LICENSE'), 'utf8')
for (const { folder, path, manifest } of manifests) {
  const linked = { ...manifest, ...withVersions(manifest) }
  const published = dirname(folder) === 'packages' && manifest.private !== true
  files.push([path, `${JSON.stringify(published ? complete(linked, basename(folder)) : linked, null, 2)}\n`])
  if (published) files.push([join(root, folder, 'LICENSE'), license])
}

const check = process.argv.includes('--check')
for (const [path, text] of files) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  const name = relative(root, path)
  if (check) {
    console.error(`${name} is stale: run node scripts/manifests.mjs`)
    process.exitCode = 1
  } else {
    writeFileSync(path, text)
    console.log(`wrote ${name}`)
  }
}
