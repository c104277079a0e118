/** The interface to a store of public keys, such as the Zcertstore of `@tszmq/zconfig` or a store of the application. */

/** A known key, with names and values that become the metadata of the peer. */
export interface Certificate {
  metaKeys(): readonly string[]
  meta(name: string): string | undefined
}

export interface Certificates {
  /** Looks up `publicKey`, 40 characters of Z85. Returns undefined for an unknown key. The peer is refused if it throws or rejects. */
  lookup(publicKey: string): Certificate | undefined | Promise<Certificate | undefined>
}
