/**
 * A file of user names and passwords, with a line `name=password` for each, as CZMQ's zhash saves it. Lines that begin with `#` or `=` or have
 * no `=` are comments. The file is read again when it has changed. Only digests of the passwords are kept.
 */
import type * as NodeCrypto from 'node:crypto'
import type { Stats } from 'node:fs'
import fs from 'node:fs'
import { ZmqError } from '@tszmq/sockets'
import { octetText } from '@tszmq/sockets/internal'

/** Loaded when it is first used. */
const nodeCrypto = (): typeof NodeCrypto => process.getBuiltinModule('node:crypto')

const MAX_SIZE = 16 * 1024 * 1024
const READ_OR_WRITTEN_BY_OTHERS = 0o066

/** The digest for an unknown name, so that the comparison takes as long. */
const UNKNOWN_USER = Buffer.alloc(32)

export class PasswordFile {
  readonly #path: string
  #digests: ReadonlyMap<string, Buffer> = new Map()
  /** Identifies the state of the file that was read. */
  #stamp = ''
  #refreshing: Promise<void> | undefined = undefined
  readonly #unsafe: (reason: string) => void

  private constructor(path: string, unsafe: (reason: string) => void) {
    this.#path = path
    this.#unsafe = unsafe
  }

  /**
   * Rejects with the system's code if the file cannot be read, EINVAL if it is larger than 16 MiB.
   *
   * @param unsafe Called each time the file is read while its group or others may read or write it.
   */
  static async load(path: string, unsafe: (reason: string) => void = () => undefined): Promise<PasswordFile> {
    const file = new PasswordFile(path, unsafe)
    await file.refresh()
    return file
  }

  get size(): number {
    return this.#digests.size
  }

  /** Reads the file again if it has changed. Rejects as `load`; the passwords of before stay in use then. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = undefined))
    return this.#refreshing
  }

  /** Takes as long for a wrong name as for a wrong password. */
  verify(username: string, password: Uint8Array): boolean {
    const known = this.#digests.get(username)
    return nodeCrypto().timingSafeEqual(digest(password), known ?? UNKNOWN_USER) && known !== undefined
  }

  async #read(): Promise<void> {
    const file = await fs.promises.open(this.#path).catch((error: unknown) => {
      throw failed(this.#path, error as NodeJS.ErrnoException)
    })
    try {
      const stats = await file.stat()
      const stamp = stampOf(stats)
      if (stamp === this.#stamp) return
      const { size } = stats
      this.#checkMode(stats.mode & 0o777)
      if (size > MAX_SIZE) throw new ZmqError('EINVAL', `${this.#path} has ${size} bytes, more than ${MAX_SIZE}`)
      const text = await file.readFile('latin1')
      this.#digests = parse(text)
      // A file that changed while it was read is read again the next time.
      this.#stamp = stampOf(await file.stat()) === stamp ? stamp : ''
    } catch (error) {
      throw error instanceof ZmqError ? error : failed(this.#path, error as NodeJS.ErrnoException)
    } finally {
      await file.close()
    }
  }

  #checkMode(mode: number): void {
    // On Windows the mode has no meaning.
    if ((mode & READ_OR_WRITTEN_BY_OTHERS) === 0 || process.platform === 'win32') return
    this.#unsafe(
      `the passwords in ${this.#path} are not safe: others may read or write the file, its mode is 0${mode.toString(8)} instead of 0600`,
    )
  }
}

/** The last line of a name counts. Bytes are compared as they are, in any encoding. */
function parse(text: string): Map<string, Buffer> {
  const digests = new Map<string, Buffer>()
  for (const line of text.split(/\r?\n/)) {
    const equals = line.indexOf('=')
    if (equals < 1 || line.startsWith('#')) continue
    digests.set(octetText(Buffer.from(line.slice(0, equals), 'latin1')), digest(Buffer.from(line.slice(equals + 1), 'latin1')))
  }
  return digests
}

function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ')
}

function digest(password: Uint8Array): Buffer {
  return nodeCrypto().createHash('sha256').update(password).digest()
}

function failed(path: string, cause: NodeJS.ErrnoException): ZmqError {
  return new ZmqError(cause.code ?? 'EINVAL', `cannot read passwords from ${path}: ${cause.message}`, { cause })
}
