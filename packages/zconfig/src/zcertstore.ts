/** A store of public certificates: in memory, in a directory, or from a loader function. It has no secret keys. */
import { join } from 'node:path'
import { z85Encode } from '@tszmq/zmtp-codec'
import { kindOf } from '@tszmq/sockets/internal'
import { CertificateDirectory } from './certificate-directory.ts'
import { ConfigError } from './config-error.ts'
import { curveKeyBytes } from './curve-key.ts'
import type { CurveKey } from './curve-key.ts'
import type { CertificateSaveOptions, Zcert } from './zcert.ts'

/** Returns the certificate of a public key (40 characters of Z85), or undefined. Called at every lookup. */
export type CertificateLoader = (publicKey: string) => Promise<Zcert | undefined> | Zcert | undefined

/** A name that is valid in every file system, and is no path, no hidden file and no secret file. */
const NAME = /^[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]{0,127}$/

export class Zcertstore {
  readonly #inserted = new Map<string, Zcert>()
  readonly #directory: CertificateDirectory | undefined
  readonly #loader: CertificateLoader | undefined

  /**
   * Makes a store in memory. With a path it also has the certificates of that directory and those below it, which need not exist yet. With a
   * function it also has the certificates that the function returns.
   */
  constructor(source?: string | CertificateLoader) {
    this.#directory = typeof source === 'string' ? new CertificateDirectory(source) : undefined
    this.#loader = typeof source === 'function' ? source : undefined
  }

  /** The directory, if there is one. */
  get location(): string | undefined {
    return this.#directory?.location
  }

  /** The reasons why files of the directory are no certificates, as of the last check. Other files are not affected. */
  get problems(): readonly ConfigError[] {
    return this.#directory?.problems ?? []
  }

  /**
   * Looks up the public certificate of a key, 32 bytes or Z85, in the present files. Resolves to undefined for an unknown key. Rejects with
   * ERR_CERT_KEY for an invalid key, with the system's code if the directory cannot be read, and as the loader: the caller must refuse the peer then.
   */
  async lookup(publicKey: CurveKey): Promise<Zcert | undefined> {
    const key = z85Encode(curveKeyBytes(publicKey, 'public'))
    const inserted = this.#inserted.get(key)
    if (inserted !== undefined) return inserted
    if (this.#directory !== undefined) return this.#directory.lookup(key)
    const found = await this.#loader?.(key)
    if (found === undefined || found.publicTxt === key) return found
    throw new ConfigError('ERR_CERT_KEY', 'the loader gave a certificate of another key')
  }

  /** Adds the public part of a certificate, in memory only. Replaces one of the same key. */
  insert(cert: Zcert): void {
    if (typeof (cert as Partial<Zcert> | null | undefined)?.toPublic !== 'function')
      throw new TypeError(`cert must be a Zcert, not ${kindOf(cert)}`)
    this.#inserted.set(cert.publicTxt, cert.toPublic())
  }

  /** Removes an inserted certificate. Returns false if there is none. The certificates of a directory are removed with their files. Throws ERR_CERT_KEY. */
  remove(publicKey: CurveKey): boolean {
    return this.#inserted.delete(z85Encode(curveKeyBytes(publicKey, 'public')))
  }

  /** All certificates that were inserted or are in the directory. */
  async certs(): Promise<Zcert[]> {
    const all = new Map((await this.#directory?.certs())?.map((cert) => [cert.publicTxt, cert]))
    for (const [key, cert] of this.#inserted) all.set(key, cert)
    return [...all.values()]
  }

  /**
   * Writes the public part of a certificate into the directory. Rejects with ERR_CERT_NAME unless the name is 1 to 128 of A-Z a-z 0-9
   * _ . @ + -, and neither begins with a dot nor ends with `_secret`; with EINVAL without a directory.
   */
  async save(name: string, cert: Zcert, options: CertificateSaveOptions = {}): Promise<void> {
    if (this.#directory === undefined) throw new ConfigError('EINVAL', 'this store has no directory')
    if (!NAME.test(name) || name.endsWith('_secret')) {
      throw new ConfigError('ERR_CERT_NAME', 'a certificate in a store is named by up to 128 of A-Z a-z 0-9 _ . @ + -, not .… nor …_secret')
    }
    await cert.savePublic(join(this.#directory.location, name), options)
  }
}
