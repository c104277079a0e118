/** The public certificates below a directory, read again when they change. Secret files and files outside the directory are never read. */
import fs from 'node:fs'
import type { Dirent } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { ConfigError, systemError } from './config-error.ts'
import { fileStamp, readRegularFile, stampOf } from './regular-file.ts'
import { Zcert } from './zcert.ts'

const SECRET = '_secret'
const MAX_DEPTH = 16
const MAX_FILES = 100_000
const MAX_SIZE = 65_536

interface Entry {
  readonly path: string
  readonly stamp: string
  /** The certificate, or the reason why the file is none. */
  readonly content: Zcert | ConfigError
}

export class CertificateDirectory {
  readonly location: string
  /** Stamps of the directories. They change when a file is added, removed or replaced, not when it is written to. */
  #directories = new Map<string, string>()
  /** By path. */
  #entries = new Map<string, Entry>()
  /** By public key in Z85. */
  #keys = new Map<string, Entry>()
  #scanned = false
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(location: string) {
    this.location = location
  }

  /**
   * Looks up the certificate of a public key in the present files. A known key costs a check of its file and of each directory. An unknown key
   * costs a check of each file, which concurrent lookups share.
   */
  async lookup(publicKey: string): Promise<Zcert | undefined> {
    const known = this.#keys.get(publicKey)
    if (known?.content instanceof Zcert && (await this.#isFresh(known))) return known.content
    await this.refresh()
    const found = this.#keys.get(publicKey)?.content
    return found instanceof Zcert ? found : undefined
  }

  /** All certificates of the present files. */
  async certs(): Promise<Zcert[]> {
    await this.refresh()
    return [...this.#keys.values()].flatMap(({ content }) => (content instanceof Zcert ? [content] : []))
  }

  /** The reasons why files are no certificates, as of the last check. */
  get problems(): ConfigError[] {
    return [...this.#entries.values()].flatMap(({ content }) => (content instanceof ConfigError ? [content] : []))
  }

  /** Checks all files. A call during a check waits for the next check, since this one may have passed a changed file already. */
  refresh(): Promise<void> {
    this.#next ??= this.#afterThis()
    return this.#next
  }

  async #afterThis(): Promise<void> {
    await this.#running?.catch(() => undefined)
    this.#next = undefined
    this.#running = this.#scan()
    await this.#running
  }

  async #isFresh(entry: Entry): Promise<boolean> {
    if (!this.#scanned || (await fileStamp(entry.path)) !== entry.stamp) return false
    for (const [path, stamp] of this.#directories) if ((await fileStamp(path)) !== stamp) return false
    return true
  }

  async #scan(): Promise<void> {
    const directories = new Map<string, string>()
    const entries = new Map<string, Entry>()
    const home = await this.#home()
    if (home !== undefined) {
      const waiting = [{ path: home, depth: 0 }]
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const { path, depth } = next
        // The stamp is read first, so that the next check notices a change that comes after it.
        const stamp = await fileStamp(path)
        if (stamp === undefined) continue
        directories.set(path, stamp)
        for (const child of await listOf(path)) {
          if (child.name.startsWith('.')) continue
          const target = await inside(home, join(path, child.name))
          if (target === undefined) continue
          if (target.kind === 'directory' && child.isDirectory()) {
            if (depth < MAX_DEPTH) waiting.push({ path: join(path, child.name), depth: depth + 1 })
            continue
          }
          if (target.kind !== 'file' || child.name.endsWith(SECRET) || target.path.endsWith(SECRET)) continue
          if (entries.size === MAX_FILES) throw new ConfigError('ERR_ZPL_LIMIT', `more than ${MAX_FILES} files`, { file: this.location })
          const entry = this.#entries.get(join(path, child.name))
          const current = entry?.stamp === target.stamp ? entry : await read(join(path, child.name))
          if (current !== undefined) entries.set(current.path, current)
        }
      }
    }
    this.#directories = directories
    this.#entries = entries
    this.#keys = new Map()
    for (const entry of entries.values()) {
      if (entry.content instanceof Zcert && !this.#keys.has(entry.content.publicTxt)) this.#keys.set(entry.content.publicTxt, entry)
    }
    this.#scanned = true
  }

  /** The real path of the directory; undefined if it does not exist. */
  async #home(): Promise<string | undefined> {
    try {
      return await fs.promises.realpath(this.location)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw systemError('read', this.location, cause)
    }
  }
}

async function listOf(directory: string): Promise<Dirent[]> {
  try {
    // In the order of their names, so that of two files with one key the same one always counts.
    return (await fs.promises.readdir(directory, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw systemError('read', directory, cause)
  }
}

/** The target of a path with links resolved; undefined if it is outside the store. */
async function inside(
  home: string,
  path: string,
): Promise<{ kind: 'file' | 'directory' | 'other'; path: string; stamp: string } | undefined> {
  try {
    const real = await fs.promises.realpath(path)
    const way = relative(home, real)
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined
    const stats = await fs.promises.stat(real, { bigint: true })
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other'
    return { kind, path: real, stamp: stampOf(stats) }
  } catch {
    return undefined // gone meanwhile, or a link that leads nowhere
  }
}

async function read(path: string): Promise<Entry | undefined> {
  try {
    const { bytes, stamp } = await readRegularFile(path, MAX_SIZE)
    try {
      const cert = Zcert.parse(bytes, path)
      const content = cert.toPublic() // whoever is looked up in a store is somebody else
      cert.destroy()
      return { path, stamp, content }
    } catch (error) {
      if (error instanceof ConfigError) return { path, stamp, content: error }
      throw error
    } finally {
      bytes.fill(0)
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.code === 'ENOENT' ? undefined : { path, stamp: '', content: error }
  }
}
