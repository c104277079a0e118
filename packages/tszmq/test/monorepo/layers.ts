/** The layers of the packages as data, and what breaks them. It only judges; what there is to judge is read elsewhere. */
import { builtinModules } from 'node:module'
import { join, relative } from 'node:path'
import type { Manifest, WorkspacePackage } from './workspace-package.ts'

interface Place {
  /** A package may import what lies on a lower layer; on one layer they are strangers to each other. */
  readonly layer: number
  /** Whether it may import Node's own modules. */
  readonly node: boolean
}

/** All packages of the design, also those that are still to come. */
export const PACKAGES: Readonly<Record<string, Place>> = {
  'zmtp-codec': { layer: 1, node: false },
  zmsg: { layer: 1, node: false },
  transports: { layer: 1, node: true },
  sockets: { layer: 2, node: true },
  zactor: { layer: 3, node: true },
  zloop: { layer: 3, node: true },
  zconfig: { layer: 3, node: true },
  zsys: { layer: 3, node: true },
  zproxy: { layer: 4, node: true },
  zauth: { layer: 4, node: true },
  zbeacon: { layer: 4, node: true },
  zgossip: { layer: 4, node: true },
  zmonitor: { layer: 4, node: true },
  zeromq: { layer: 5, node: true },
  tszmq: { layer: 5, node: true },
  testkit: { layer: 6, node: true },
  fuzzer: { layer: 7, node: true },
  simulator: { layer: 8, node: true },
  peers: { layer: 7, node: true },
}

/** Programs: they stand on top, use main entry points only (but for the one that measures), and nobody imports them. */
export const APPS: readonly string[] = ['broker', 'patterns', 'perf']

/** Runtime dependencies from outside the monorepo, each with its reason in docs/decisions. */
export const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  sockets: ['libsodium', 'sodium-native'],
  testkit: ['@types/jest'],
}

/** Doors beside the main one that everybody may use. */
const ENTRY_POINTS: readonly string[] = ['@tszmq/zmtp-codec/curve']

/** What tests get from the root: no package depends on it but those of this list. */
const FOR_TESTS: readonly string[] = ['testkit', 'fuzzer', 'simulator', 'peers']

/** The one file that imports by a name which bundlers do not see: what it looks for need not be installed. */
const LOOKS_FOR_OPTIONAL = join('sockets', 'src', 'security', 'curve-crypto.ts')

/** The app that measures what is inside, and so may look there. */
const MEASURING = 'perf'

/** `@tszmq/zmtp-codec/internal` is the entry point `/internal` of the folder `zmtp-codec`; undefined for what is not ours. */
function ours(specifier: string): { folder: string; entryPoint: string } | undefined {
  const match = /^(?:@tszmq\/([\w-]+)|(tszmq))(\/.*)?$/.exec(specifier)
  if (match === null) return undefined
  return { folder: match[1] ?? match[2] ?? '', entryPoint: match[3] ?? '' }
}

const outsideName = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier

const isNode = (specifier: string): boolean => specifier.startsWith('node:') || builtinModules.includes(specifier)

/** What one package has against the table: nothing, or a sentence. */
function complaintAbout(who: Pick<WorkspacePackage, 'kind' | 'folder'>, target: string): string | undefined {
  const place = PACKAGES[target]
  if (place === undefined) return `${target} is no package of the table`
  if (FOR_TESTS.includes(target) && !FOR_TESTS.includes(who.folder)) return `${target} is for tests`
  if (who.kind === 'app') return undefined
  const layer = PACKAGES[who.folder]?.layer ?? 0
  if (layer > place.layer) return undefined
  return `${who.folder} (layer ${layer}) must not know ${target} (layer ${place.layer})`
}

/** What is wrong with one import of a source file, as a sentence; undefined when it is allowed. */
export function complaintAboutImport(who: WorkspacePackage, file: string, specifier: string): string | undefined {
  if (specifier === '<computed>') return file.endsWith(LOOKS_FOR_OPTIONAL) ? undefined : 'imports a module by something else than a literal'
  if (specifier.startsWith('.')) {
    const inside = relative(join(who.path, 'src'), join(file, '..', specifier))
    return inside.startsWith('..') ? `${specifier} leaves src` : undefined
  }
  if (specifier.startsWith('#')) return undefined // the package's own "imports"
  if (isNode(specifier)) {
    return who.kind === 'app' || PACKAGES[who.folder]?.node === true ? undefined : `${specifier} is Node's`
  }
  const target = ours(specifier)
  if (target === undefined) {
    const { dependencies = {}, peerDependencies = {}, devDependencies = {}, private: isPrivate = false } = who.manifest
    const named = { ...dependencies, ...peerDependencies, ...(isPrivate ? devDependencies : {}) }
    return outsideName(specifier) in named ? undefined : `${specifier} is not named in package.json`
  }
  const name = target.folder === 'tszmq' ? 'tszmq' : `@tszmq/${target.folder}`
  if (target.entryPoint !== '' && target.entryPoint !== '/internal' && !ENTRY_POINTS.includes(specifier))
    return `${specifier} is not an entry point`
  if (target.entryPoint === '/internal' && who.kind === 'app' && who.folder !== MEASURING)
    return `${specifier} is for siblings, an app uses main entry points`
  return (
    complaintAbout(who, target.folder) ?? (name in (who.manifest.dependencies ?? {}) ? undefined : `${name} is not named in package.json`)
  )
}

/** What is wrong with the dependencies that a package.json names, as sentences. */
export function complaintsAboutManifest(who: WorkspacePackage): string[] {
  const { name, dependencies, peerDependencies, optionalDependencies, devDependencies }: Manifest = who.manifest
  const complaints: (string | undefined)[] = []
  if (name !== (who.folder === 'tszmq' ? 'tszmq' : `@tszmq/${who.folder}`)) complaints.push(`is called ${name}`)
  for (const needed of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })) {
    const target = ours(needed)
    if (target !== undefined) complaints.push(complaintAbout(who, target.folder))
    else if (OUTSIDE[who.folder]?.includes(needed) !== true) complaints.push(`${needed} is from outside`)
  }
  for (const needed of Object.keys(devDependencies ?? {})) {
    if (ours(needed) === undefined) continue
    complaints.push(`${needed} is a dependency or none: tests get it from the root`)
  }
  return complaints.filter((complaint) => complaint !== undefined)
}
