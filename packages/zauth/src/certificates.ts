/** Where public keys are looked up. The Zcertstore of `@tszmq/zconfig` is one; so is whatever else an application keeps keys in. */

/** What is known of a key: names and values that become the metadata of the peer. */
export interface Certificate {
  metaKeys(): readonly string[]
  meta(name: string): string | undefined
}

export interface Certificates {
  /** Undefined for a key that is not known. `publicKey` is 40 characters of Z85. Rejecting lets nobody in. */
  lookup(publicKey: string): Certificate | undefined | Promise<Certificate | undefined>
}
