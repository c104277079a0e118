/** Whose public keys are known: certificates in memory, in a directory, or wherever a loader finds them. It holds no secret keys. */
import { join } from 'node:path'
import { z85Encode } from '@tszmq/zmtp-codec'
import { kindOf } from '@tszmq/sockets/internal'
import { CertificateDirectory } from './certificate-directory.ts'
import { ConfigError } from './config-error.ts'
import { curveKeyBytes } from './curve-key.ts'
import type { CurveKey } from './curve-key.ts'
import type { CertificateSaveOptions, Zcert } from './zcert.ts'

/** Finds the certificate of a public key (40 characters of Z85), or nothing. It is asked at every lookup. */
export type CertificateLoader = (publicKey: string) => Promise<Zcert | undefined> | Zcert | undefined

/** Not hidden, no path, no secret: what every file system takes. */
const NAME = /^[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]{0,127}$/

export class Zcertstore {
  readonly #inserted = new Map<string, Zcert>()
  readonly #directory: CertificateDirectory | undefined
  readonly #loader: CertificateLoader | undefined

  /**
   * A store in memory; with a path, of that directory and those below it, which need not exist yet; with a function, of what it finds.
   * All three also have what is inserted.
   */
  constructor(source?: string | CertificateLoader) {
    this.#directory = typeof source === 'string' ? new CertificateDirectory(source) : undefined
    this.#loader = typeof source === 'function' ? source : undefined
  }

  /** The directory, where there is one. */
  get location(): string | undefined {
    return this.#directory?.location
  }

  /** Why files of the directory were no certificates when it was last looked at. They keep nobody else out. */
  get problems(): readonly ConfigError[] {
    return this.#directory?.problems ?? []
  }

  /**
   * The public certificate of a key, 32 bytes or Z85, as the files are now; nothing when it is unknown. Rejects with ERR_CERT_KEY for
   * what is no key, with the system's code when the directory cannot be read, and as the loader does: whoever asks must refuse then.
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

  /** Takes out what was inserted; whether it was there. A directory's certificates go with their files. Throws ERR_CERT_KEY. */
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
   * _ . @ + -, does not begin with a dot nor end with `_secret`; with EINVAL without a directory.
   */
  async save(name: string, cert: Zcert, options: CertificateSaveOptions = {}): Promise<void> {
    if (this.#directory === undefined) throw new ConfigError('EINVAL', 'this store has no directory')
    if (!NAME.test(name) || name.endsWith('_secret')) {
      throw new ConfigError('ERR_CERT_NAME', 'a certificate in a store is named by up to 128 of A-Z a-z 0-9 _ . @ + -, not .… nor …_secret')
    }
    await cert.savePublic(join(this.#directory.location, name), options)
  }
}
