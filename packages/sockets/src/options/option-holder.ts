/** The options of a socket as its properties. What they mean is in the option table; what they do is their readers' business. */
import { platform } from '#platform'
import { copyBytes, sameBytes, utf8, utf8Text } from '@tszmq/zmtp-codec/internal'
import type { Bytes, SocketTypeName } from '@tszmq/zmtp-codec'
import { z85Encode } from '@tszmq/zmtp-codec'
import type { Authenticate } from '../security/authenticate.ts'
import { chooseMechanism } from '../security/mechanism-choice.ts'
import { Secret } from '../security/secret.ts'
import type { AppMetadata } from '../connection/app-metadata.ts'
import { checkOption, defaultOptions, optionsOf } from './options.ts'
import type { SocketOptionValues } from './options.ts'
import type { OptionRow } from './option-table.ts'
import { ZmqError } from '../events/zmq-error.ts'

const SECRETS = ['plainPassword', 'curveSecretKey', 'socksPassword'] as const
const KEYS = ['curvePublicKey', 'curveSecretKey', 'curveServerKey']

export abstract class OptionHolder {
  declare affinity: number
  declare rate: number
  declare recoveryInterval: number
  declare linger: number
  declare reconnectInterval: number
  declare backlog: number
  declare reconnectMaxInterval: number
  declare maxMessageSize: number
  declare tcpKeepalive: number
  declare tcpKeepaliveCount: number
  declare tcpKeepaliveIdle: number
  declare tcpKeepaliveInterval: number
  declare tcpAcceptFilter: string | null
  declare immediate: boolean
  declare ipv6: boolean
  declare plainServer: boolean
  declare plainUsername: string | null
  declare plainPassword: string | null
  declare curveServer: boolean
  declare curvePublicKey: string | null
  declare curveSecretKey: string | null
  declare curveServerKey: string | null
  declare gssapiServer: boolean
  declare gssapiPrincipal: string | null
  declare gssapiServicePrincipal: string | null
  declare gssapiPlainText: boolean
  declare gssapiPrincipalNameType: 'hostBased' | 'userName' | 'krb5Principal'
  declare gssapiServicePrincipalNameType: 'hostBased' | 'userName' | 'krb5Principal'
  declare zapDomain: string | null
  declare zapEnforceDomain: boolean
  declare typeOfService: number
  declare handshakeInterval: number
  declare socksProxy: string | null
  declare socksUsername: string | null
  declare socksPassword: string | null
  declare heartbeatInterval: number
  declare heartbeatTimeToLive: number
  declare heartbeatTimeout: number
  declare connectTimeout: number
  declare tcpMaxRetransmitTimeout: number
  declare multicastMaxTransportDataUnit: number
  declare vmciBufferSize: number
  declare vmciBufferMinSize: number
  declare vmciBufferMaxSize: number
  declare vmciConnectTimeout: number
  declare interface: string | null
  declare useFd: number
  declare loopbackFastPath: boolean
  declare metadata: AppMetadata | null
  declare reconnectStop: number
  declare maxMessageParts: number
  declare maxHandshakeSize: number
  declare maxPendingHandshakes: number
  declare maxPeers: number
  declare securityMechanisms: readonly ('null' | 'plain' | 'curve')[] | null
  declare authenticate: Authenticate | null
  declare stopWhenRefused: boolean

  // Private, so that they are own properties to nobody: they are not printed, copied or compared.
  readonly #type: SocketTypeName
  readonly #values: SocketOptionValues
  /** The secrets that are set, and those that were replaced while endpoints may use them. */
  readonly #secrets = new Set<Secret>()
  #inUse = false

  protected constructor(type: SocketTypeName) {
    this.#type = type
    this.#values = defaultOptions(type)
  }

  /** @internal */
  protected get values(): SocketOptionValues {
    return this.#values
  }

  /** @internal An endpoint was bound or connected: options that count for new endpoints only do not count for it. */
  protected get inUse(): boolean {
    return this.#inUse
  }

  /** @internal */
  protected set inUse(inUse: boolean) {
    this.#inUse = inUse
  }

  /** @internal SNDHWM or RCVHWM changed: they act on queues that are in use. */
  protected abstract highWaterMarksChanged(): void

  /** @internal All connections are gone: what was secret is no longer in memory. */
  protected forgetSecrets(): void {
    for (const name of SECRETS) this.values[name] = null
    for (const secret of this.#secrets) secret.destroy()
    this.#secrets.clear()
  }

  /** @internal Sets several options by name. Throws TypeError for one that sockets of this type do not have. */
  protected setOptions(options: object): void {
    for (const [name, value] of Object.entries(options)) this.setOption(name, value)
  }

  /** @internal Reads an option as its property shows it; used by the accessors. */
  protected getOption(name: string): unknown {
    const value = (this.values as unknown as Record<string, unknown>)[name]
    if (name === 'tcpAcceptFilter') return this.values.tcpAcceptFilter.join(',') || null
    if (name === 'securityMechanisms') return this.values.securityMechanisms?.map((each) => each.toLowerCase()) ?? null
    if (KEYS.includes(name) && value !== null) return z85Encode(value instanceof Secret ? value.reveal() : (value as Uint8Array))
    if (value instanceof Secret) return utf8Text(value.reveal())
    // Bytes that are text come back as text, as zeromq.js has it; others as they are.
    return value instanceof Uint8Array ? asText(value) : value
  }

  /** @internal Sets an option by its row; used by the accessors. Warns if it comes too late for connections. Throws ENOTSUP, EINVAL, TypeError. */
  protected setOption(name: string, value: unknown): void {
    if (name === 'authenticate' && value !== null && this.inUse && this.#type === 'STREAM') {
      throw new ZmqError('ENOTSUP', 'a STREAM socket has no handshake: the peers of its endpoints cannot be authenticated')
    }
    const { effect } = this.assignOption(name, value)
    if (this.inUse && effect === 'next' && name !== 'useFd') {
      platform.warn(`option ${name} was set after bind() or connect(): it counts for endpoints that are bound or connected from now on`)
    }
  }

  /**
   * Sets an option as `setOption` does, and leaves warnings to the caller. Returns its row.
   * @internal
   */
  assignOption(name: string, value: unknown): OptionRow {
    const row = optionsOf(this.#type).get(name)
    if (row === undefined) throw new TypeError(`a ${this.#type} socket has no option ${JSON.stringify(name)}`)
    const checked = checkOption(row, value)
    const values = this.values as unknown as Record<string, unknown>
    const before = values[name]
    if (name === 'tcpAcceptFilter') values[name] = checked === null ? [] : [...this.values.tcpAcceptFilter, checked]
    else values[name] = checked
    if (row.secret === true) this.#replaceSecret(before as Secret | null, checked as Secret | null)
    chooseMechanism(this.values, name)
    if (name === 'sendHighWaterMark' || name === 'receiveHighWaterMark') this.highWaterMarksChanged()
    return row
  }

  #replaceSecret(before: Secret | null, after: Secret | null): void {
    if (after !== null) this.#secrets.add(after)
    // Endpoints that exist go on with the secret that they have.
    if (before === null || this.#inUse) return
    this.#secrets.delete(before)
    before.destroy()
  }
}

function asText(bytes: Uint8Array): string | Bytes {
  const text = utf8Text(bytes)
  return sameBytes(utf8(text), bytes) ? text : copyBytes(bytes)
}
