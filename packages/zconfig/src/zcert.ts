/** A CURVE certificate: a key pair, or a public key alone, with metadata, in CZMQ's file format. Printing it never shows its secret key. */
import fs from 'node:fs'
import { z85Encode } from '@tszmq/zmtp-codec'
import { publicText, secretText } from './certificate-text.ts'
import { ConfigError } from './config-error.ts'
import { curveKeyBytes, isNoKey, sameKey } from './curve-key.ts'
import type { CurveKey } from './curve-key.ts'
import { curveKeyPair, curvePublicKey } from '@tszmq/sockets'
import { checkObject, checkString, kindOf } from '@tszmq/sockets/internal'
import { readRegularFile } from './regular-file.ts'
import { writeWholeFile } from './whole-file.ts'
import { Zconfig } from './zconfig.ts'
import { faultOfName } from './zpl-line.ts'
import { checkValue } from './zpl-writer.ts'

/** A key pair, or one key; the public key can be computed from the secret one. A key is 32 bytes or 40 characters of Z85. */
export type CertificateKeys =
  | { readonly publicKey: CurveKey; readonly secretKey?: CurveKey | undefined }
  | { readonly publicKey?: CurveKey | undefined; readonly secretKey: CurveKey }

export interface CertificateLoadOptions {
  /** The action for a secret key file that its group or others can read or write: a process warning (default), or ERR_CERT_PERMISSIONS. */
  readonly permissions?: 'warn' | 'refuse' | 'ignore'
}

export interface CertificateSaveOptions {
  /** False to reject with EEXIST if a file exists. Default true, as in CZMQ. */
  readonly overwrite?: boolean
}

/** The part of a socket that a certificate is applied to. */
export interface CurveSocket {
  curvePublicKey: string | null
  curveSecretKey: string | null
}

const SECRET = '_secret'
const SECRET_MODE = 0o600
const READ_OR_WRITTEN_BY_OTHERS = 0o066
const MAX_SIZE = 65_536

export class Zcert {
  readonly #publicKey: Uint8Array
  #secretKey: Uint8Array | undefined
  readonly #metadata = new Map<string, string>()

  /** Makes a new key pair, or a certificate from keys. Throws ERR_CERT_KEY for an invalid key, ERR_CERT_PAIR for keys that do not belong together. */
  constructor(keys: CertificateKeys = curveKeyPair()) {
    checkObject('keys', keys)
    const secret = keys.secretKey === undefined ? undefined : curveKeyBytes(keys.secretKey, 'secret')
    this.#secretKey = secret === undefined || isNoKey(secret) ? undefined : secret
    if (this.#secretKey === undefined) {
      if (keys.publicKey === undefined) throw new ConfigError('ERR_CERT_KEY', 'the secret key is all zeros, which is no key')
      this.#publicKey = curveKeyBytes(keys.publicKey, 'public')
    } else {
      const derived = curveKeyBytes(curvePublicKey(z85Encode(this.#secretKey)), 'public')
      this.#publicKey = keys.publicKey === undefined ? derived : curveKeyBytes(keys.publicKey, 'public')
      if (!sameKey(derived, this.#publicKey)) {
        this.destroy()
        throw new ConfigError('ERR_CERT_PAIR', 'the secret key and the public key do not belong together')
      }
    }
    if (isNoKey(this.#publicKey)) throw new ConfigError('ERR_CERT_KEY', 'the public key is all zeros, which is no key')
  }

  /** Reads the text of a certificate, of CZMQ, pyzmq or ours. Throws as the constructor and `Zconfig.parse`; `file` is for the errors. */
  static parse(text: string | Uint8Array, file?: string): Zcert {
    const tree = Zconfig.parse(text, { maxSize: MAX_SIZE, ...(file === undefined ? {} : { file }) })
    const publicKey = tree.get('curve/public-key')
    if (publicKey === undefined) throw new ConfigError('ERR_CERT_KEY', 'this certificate has no curve/public-key', { file })
    const secretKey = tree.get('curve/secret-key')
    const cert = inFile(file, () => new Zcert({ publicKey, secretKey }))
    for (const item of tree.locate('metadata')?.children() ?? []) cert.setMeta(item.name, item.value ?? '')
    return cert
  }

  /**
   * Reads `file` + `_secret`, which has both keys, else `file` itself, as zcert_load. It also reads `file` if the secret file may not be read.
   * Rejects as `parse` throws, with ERR_CERT_PERMISSIONS, or with the system's code.
   */
  static async load(file: string, options: CertificateLoadOptions = {}): Promise<Zcert> {
    checkString('file', file)
    try {
      return await loadOne(file + SECRET, options)
    } catch (error) {
      const { code, file: about } = error as ConfigError
      if (about !== file + SECRET || !['ENOENT', 'EACCES'].includes(code)) throw error
    }
    return loadOne(file, options)
  }

  /** A copy of the public key, 32 bytes. */
  get publicKey(): Uint8Array {
    return Uint8Array.from(this.#publicKey)
  }

  /** A copy of the secret key, 32 bytes, which the caller may zero; undefined if there is none. */
  get secretKey(): Uint8Array | undefined {
    return this.#secretKey === undefined ? undefined : Uint8Array.from(this.#secretKey)
  }

  /** The public key in Z85, 40 characters. */
  get publicTxt(): string {
    return z85Encode(this.#publicKey)
  }

  /** The secret key in Z85; undefined if there is none. Text cannot be zeroed: it stays in memory until it is collected. */
  get secretTxt(): string | undefined {
    return this.#secretKey === undefined ? undefined : z85Encode(this.#secretKey)
  }

  meta(name: string): string | undefined {
    return this.#metadata.get(name)
  }

  /** Sets a value of the metadata. Throws ERR_ZPL_NAME and ERR_ZPL_VALUE for text that a certificate file cannot contain. */
  setMeta(name: string, value: string): void {
    const fault = faultOfName(name)
    if (fault !== undefined) throw new ConfigError('ERR_ZPL_NAME', `${JSON.stringify(name.slice(0, 80))} is no name: ${fault}`)
    this.#metadata.set(name, checkValue(value))
  }

  /** Removes a value of the metadata. Returns false if there is none. */
  unsetMeta(name: string): boolean {
    return this.#metadata.delete(name)
  }

  metaKeys(): string[] {
    return [...this.#metadata.keys()]
  }

  /** Writes `file` with the public key, and `file` + `_secret` with both keys, which only this user may read. */
  async save(file: string, { overwrite = true }: CertificateSaveOptions = {}): Promise<void> {
    checkString('file', file)
    const secret = secretText(this)
    await writeWholeFile(file + SECRET, secret, { mode: SECRET_MODE, exclusive: !overwrite })
    try {
      await this.savePublic(file, { overwrite })
    } catch (error) {
      if (!overwrite) await fs.promises.unlink(file + SECRET).catch(() => undefined)
      throw error
    }
  }

  /** Writes the public key and the metadata. */
  async savePublic(file: string, { overwrite = true }: CertificateSaveOptions = {}): Promise<void> {
    await writeWholeFile(file, publicText(this), { exclusive: !overwrite })
  }

  /** Writes both keys and the metadata to exactly this file, mode 0600 whatever the umask. Rejects with ERR_CERT_SECRET without a secret key. */
  async saveSecret(file: string, { overwrite = true }: CertificateSaveOptions = {}): Promise<void> {
    await writeWholeFile(file, secretText(this), { mode: SECRET_MODE, exclusive: !overwrite })
  }

  /** Makes it the socket's own certificate. Throws ERR_CERT_SECRET without a secret key. */
  apply(socket: CurveSocket): void {
    checkObject('socket', socket)
    const secret = this.secretTxt
    if (secret === undefined) throw new ConfigError('ERR_CERT_SECRET', 'a certificate without its secret key cannot be applied to a socket')
    socket.curveSecretKey = secret
    socket.curvePublicKey = this.publicTxt
  }

  /** Returns true if both have the same keys, secret keys included. Metadata does not count. */
  eq(other: Zcert): boolean {
    if (!(other instanceof Zcert)) throw new TypeError(`other must be a Zcert, not ${kindOf(other)}`)
    const none = new Uint8Array(0)
    return sameKey(this.#publicKey, other.#publicKey) && sameKey(this.#secretKey ?? none, other.#secretKey ?? none)
  }

  /** A copy with keys and metadata of its own. */
  dup(): Zcert {
    const copy = new Zcert({ publicKey: this.#publicKey, secretKey: this.#secretKey })
    for (const [name, value] of this.#metadata) copy.#metadata.set(name, value)
    return copy
  }

  /** A copy without the secret key. */
  toPublic(): Zcert {
    const copy = new Zcert({ publicKey: this.#publicKey })
    for (const [name, value] of this.#metadata) copy.#metadata.set(name, value)
    return copy
  }

  /** Zeroes the secret key, which leaves a public certificate. */
  destroy(): void {
    this.#secretKey?.fill(0)
    this.#secretKey = undefined
  }

  [Symbol.dispose](): void {
    this.destroy()
  }

  /** Without the secret key. */
  toJSON(): { publicKey: string; metadata: Record<string, string> } {
    return { publicKey: this.publicTxt, metadata: Object.fromEntries(this.#metadata) }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const secret = this.#secretKey === undefined ? 'without its secret key' : 'with its secret key'
    return `Zcert { ${this.publicTxt} ${secret} }`
  }
}

async function loadOne(file: string, { permissions = 'warn' }: CertificateLoadOptions): Promise<Zcert> {
  const { bytes, mode } = await readRegularFile(file, MAX_SIZE)
  try {
    const cert = Zcert.parse(bytes, file)
    // On Windows the mode has no meaning.
    const open = (mode & READ_OR_WRITTEN_BY_OTHERS) !== 0 && process.platform !== 'win32'
    if (cert.secretTxt !== undefined && open && permissions !== 'ignore') {
      const reason = `this secret key is not safe: others may read or write it, its mode is 0${mode.toString(8)} instead of 0600`
      const error = new ConfigError('ERR_CERT_PERMISSIONS', reason, { file })
      if (permissions === 'refuse') {
        cert.destroy()
        throw error
      }
      process.emitWarning(error.message, { type: 'SecurityWarning', code: error.code })
    }
    return cert
  } finally {
    bytes.fill(0)
  }
}

/** Adds the file to an error about keys. */
function inFile<T>(file: string | undefined, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof ConfigError) || file === undefined || error.file !== undefined) throw error
    throw new ConfigError(error.code, error.message, { file })
  }
}
