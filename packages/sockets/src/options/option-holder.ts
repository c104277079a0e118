/** The options of a socket as its properties, by the option table. */
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
  /**
   * Bitmap of the I/O threads that serve new connections. This library has no I/O threads. Unit: bitmap, 0 to
   * 18446744073709552000. Default: `0`. Has no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_AFFINITY.
   */
  declare affinity: number
  /**
   * Maximum multicast data rate. Needs a native multicast transport (pgm, norm). Unit: kbit/s, 1 or more. Default: `100`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_RATE.
   */
  declare rate: number
  /**
   * How long a multicast receiver can recover lost data. Needs a native multicast transport (pgm, norm). Unit: ms, 0 or more.
   * Default: `10000`. Has no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_RECOVERY_IVL.
   */
  declare recoveryInterval: number
  /**
   * How long unsent messages are kept after `close()` or `disconnect()`. `-1` keeps them until they are sent, `0` discards them at
   * once. New sockets of a context with `blocky = false` start with 0. Unit: ms, -1 or more. Default: `-1`, for SUB `0`, for XSUB
   * `0`. Takes effect at once, on existing connections too. libzmq: ZMQ_LINGER.
   */
  declare linger: number
  /**
   * First wait before a lost connection is made again, with jitter. `-1` never reconnects. Unit: ms, -1 or more. Default: `100`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_RECONNECT_IVL.
   */
  declare reconnectInterval: number
  /**
   * Maximum number of connections that the system queues for a listener. Unit: connections, 0 or more. Default: `100`. Takes
   * effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_BACKLOG.
   */
  declare backlog: number
  /**
   * Maximum wait between two attempts to connect. The wait doubles up to it. `0` keeps the wait at `reconnectInterval`. Unit: ms,
   * 0 or more. Default: `0`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_RECONNECT_IVL_MAX.
   */
  declare reconnectMaxInterval: number
  /**
   * Maximum size of a received message, over all its frames. A larger one closes the connection. `-1` means no limit. Unit: bytes,
   * -1 or more. Default: `67108864`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_MAXMSGSIZE.
   */
  declare maxMessageSize: number
  /**
   * TCP keep-alive probes. `1` turns them on, `0` off; `-1` leaves them to the system. Value: -1 to 1. Default: `-1`. Takes effect
   * for endpoints that are bound or connected afterwards. libzmq: ZMQ_TCP_KEEPALIVE.
   */
  declare tcpKeepalive: number
  /**
   * Number of TCP keep-alive probes before the connection counts as dead. node:net cannot set it. Unit: probes, -1 or more.
   * Default: `-1`. Has no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_TCP_KEEPALIVE_CNT.
   */
  declare tcpKeepaliveCount: number
  /**
   * Idle time before the first TCP keep-alive probe. `-1` leaves it to the system. Unit: s, -1 or more. Default: `-1`. Takes
   * effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_TCP_KEEPALIVE_IDLE.
   */
  declare tcpKeepaliveIdle: number
  /**
   * Time between TCP keep-alive probes. node:net cannot set it. Unit: s, -1 or more. Default: `-1`. Has no effect; it exists so
   * that programs written for libzmq run. libzmq: ZMQ_TCP_KEEPALIVE_INTVL.
   */
  declare tcpKeepaliveInterval: number
  /**
   * Addresses from which a bound endpoint accepts connections, in CIDR notation. Each assignment adds one. `null` accepts all
   * again. Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_TCP_ACCEPT_FILTER.
   */
  declare tcpAcceptFilter: string | null
  /**
   * If true, messages are queued only for peers whose handshake is done. If false, `connect()` creates the queue at once. Default:
   * `false`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_IMMEDIATE.
   */
  declare immediate: boolean
  /**
   * If true, IPv6 is used too. Starts with the value of the context. Default: `false`. Takes effect for endpoints that are bound
   * or connected afterwards. libzmq: ZMQ_IPV6.
   */
  declare ipv6: boolean
  /**
   * If true, this socket is a PLAIN server (RFC 24). A ZAP handler or `authenticate` checks the passwords. Without either, every
   * peer is rejected. Default: `false`. Takes effect for endpoints that are bound or connected afterwards. libzmq:
   * ZMQ_PLAIN_SERVER.
   */
  declare plainServer: boolean
  /**
   * User name of a PLAIN client. Setting it selects PLAIN, even if it is empty; `null` undoes that. Value: at most 255 bytes.
   * Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_PLAIN_USERNAME.
   */
  declare plainUsername: string | null
  /**
   * Password of a PLAIN client. Setting it selects PLAIN. PLAIN sends it in clear text. Value: at most 255 bytes. Default: `null`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_PLAIN_PASSWORD.
   */
  declare plainPassword: string | null
  /**
   * If true, this socket is a CURVE server (RFC 26) with `curveSecretKey`. Default: `false`. Takes effect for endpoints that are
   * bound or connected afterwards. libzmq: ZMQ_CURVE_SERVER.
   */
  declare curveServer: boolean
  /**
   * Own long-term public key. If it is not set, it is computed from `curveSecretKey`. If it is set, it must match that key. Value:
   * 40 characters of Z85, or 32 bytes. Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq:
   * ZMQ_CURVE_PUBLICKEY.
   */
  declare curvePublicKey: string | null
  /**
   * Own long-term secret key, as from `curveKeyPair()`. Value: 40 characters of Z85, or 32 bytes. Default: `null`. Takes effect
   * for endpoints that are bound or connected afterwards. libzmq: ZMQ_CURVE_SECRETKEY.
   */
  declare curveSecretKey: string | null
  /**
   * Public key of the server. Setting it makes this socket a CURVE client (RFC 26). Value: 40 characters of Z85, or 32 bytes.
   * Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_CURVE_SERVERKEY.
   */
  declare curveServerKey: string | null
  /**
   * If true, this socket is a GSSAPI server. GSSAPI needs a native Kerberos library. Default: `false`. Any value but the default
   * throws `ENOTSUP`. libzmq: ZMQ_GSSAPI_SERVER.
   */
  declare gssapiServer: boolean
  /**
   * Own GSSAPI principal. GSSAPI needs a native Kerberos library. Default: `null`. Any value but the default throws `ENOTSUP`.
   * libzmq: ZMQ_GSSAPI_PRINCIPAL.
   */
  declare gssapiPrincipal: string | null
  /**
   * GSSAPI principal of the server. GSSAPI needs a native Kerberos library. Default: `null`. Any value but the default throws
   * `ENOTSUP`. libzmq: ZMQ_GSSAPI_SERVICE_PRINCIPAL.
   */
  declare gssapiServicePrincipal: string | null
  /**
   * If true, GSSAPI authenticates and does not encrypt. GSSAPI needs a native Kerberos library. Default: `false`. Any value but
   * the default throws `ENOTSUP`. libzmq: ZMQ_GSSAPI_PLAINTEXT.
   */
  declare gssapiPlainText: boolean
  /**
   * Kind of name that `gssapiPrincipal` is. GSSAPI needs a native Kerberos library. Default: `'hostBased'`. Any value but the
   * default throws `ENOTSUP`. libzmq: ZMQ_GSSAPI_PRINCIPAL_NAMETYPE.
   */
  declare gssapiPrincipalNameType: 'hostBased' | 'userName' | 'krb5Principal'
  /**
   * Kind of name that `gssapiServicePrincipal` is. GSSAPI needs a native Kerberos library. Default: `'hostBased'`. Any value but
   * the default throws `ENOTSUP`. libzmq: ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE.
   */
  declare gssapiServicePrincipalNameType: 'hostBased' | 'userName' | 'krb5Principal'
  /**
   * Domain in requests to the ZAP handler (RFC 27). If it is set, the handler is asked about NULL peers too. Value: at most 254
   * bytes. Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ZAP_DOMAIN.
   */
  declare zapDomain: string | null
  /**
   * If true, peers are rejected if the ZAP handler has to be asked and there is none; needs `zapDomain`. If false, as in libzmq,
   * NULL and CURVE peers are then admitted. Default: `false`. Takes effect for endpoints that are bound or connected afterwards.
   * libzmq: ZMQ_ZAP_ENFORCE_DOMAIN.
   */
  declare zapEnforceDomain: boolean
  /**
   * IP type of service. node:net cannot set it. Value: 0 to 255. Default: `0`. Has no effect; it exists so that programs written
   * for libzmq run. libzmq: ZMQ_TOS.
   */
  declare typeOfService: number
  /**
   * Maximum duration of a handshake, from its first byte to its last. `0` means no limit. Unit: ms, 0 or more. Default: `30000`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_HANDSHAKE_IVL.
   */
  declare handshakeInterval: number
  /**
   * SOCKS5 proxy for each `connect()` over tcp, as `host:port`. The proxy resolves the host names. IPv6 addresses are written in
   * brackets. Value: host:port. Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq:
   * ZMQ_SOCKS_PROXY.
   */
  declare socksProxy: string | null
  /**
   * User name for the SOCKS proxy (RFC 1929). Without it only proxies without authentication can be used. Value: bytes, up to 255.
   * Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_SOCKS_USERNAME.
   */
  declare socksUsername: string | null
  /**
   * Password for the SOCKS proxy. It is sent to the proxy in clear text. Value: bytes, up to 255. Default: `null`. Takes effect
   * for endpoints that are bound or connected afterwards. libzmq: ZMQ_SOCKS_PASSWORD.
   */
  declare socksPassword: string | null
  /**
   * Time between PINGs to each peer. `0` sends none. Unit: ms, 0 or more. Default: `0`. Takes effect for endpoints that are bound
   * or connected afterwards. libzmq: ZMQ_HEARTBEAT_IVL.
   */
  declare heartbeatInterval: number
  /**
   * Time after which a silent connection is dead, as each PING tells the peer, in steps of 100 ms. libzmq misreads values above
   * 65,500. Unit: ms, 0 to 6553599. Default: `0`. Takes effect for endpoints that are bound or connected afterwards. libzmq:
   * ZMQ_HEARTBEAT_TTL.
   */
  declare heartbeatTimeToLive: number
  /**
   * Closes the connection if the peer sends nothing for this time after a PING. `-1` means `heartbeatInterval`. The time restarts
   * whenever the system accepts bytes that wait to be sent. Unit: ms, -1 or more. Default: `-1`. Takes effect for endpoints that
   * are bound or connected afterwards. libzmq: ZMQ_HEARTBEAT_TIMEOUT.
   */
  declare heartbeatTimeout: number
  /**
   * Maximum duration of one attempt to connect. `0` leaves it to the system. Unit: ms, 0 or more. Default: `0`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONNECT_TIMEOUT.
   */
  declare connectTimeout: number
  /**
   * Maximum time that TCP retransmits. node:net cannot set it; heartbeats find dead peers. Unit: ms, 0 or more. Default: `0`. Has
   * no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_TCP_MAXRT.
   */
  declare tcpMaxRetransmitTimeout: number
  /**
   * Maximum size of a multicast packet. Needs a native multicast transport (pgm, norm). Unit: bytes, 1 or more. Default: `1500`.
   * Has no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_MULTICAST_MAXTPDU.
   */
  declare multicastMaxTransportDataUnit: number
  /**
   * Size of the VMCI buffer. Needs a native transport (vmci). Unit: bytes, 0 to 18446744073709552000. Default: `65546`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_VMCI_BUFFER_SIZE.
   */
  declare vmciBufferSize: number
  /**
   * Minimum size of the VMCI buffer. Needs a native transport (vmci). Unit: bytes, 0 to 18446744073709552000. Default: `128`. Has
   * no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_VMCI_BUFFER_MIN_SIZE.
   */
  declare vmciBufferMinSize: number
  /**
   * Maximum size of the VMCI buffer. Needs a native transport (vmci). Unit: bytes, 0 to 18446744073709552000. Default: `262144`.
   * Has no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_VMCI_BUFFER_MAX_SIZE.
   */
  declare vmciBufferMaxSize: number
  /**
   * Maximum duration of an attempt to connect over VMCI. Needs a native transport (vmci). Unit: ms, -1 or more. Default: `-1`. Has
   * no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_VMCI_CONNECT_TIMEOUT.
   */
  declare vmciConnectTimeout: number
  /**
   * Network interface that connections are bound to. node:net cannot bind to a device; an interface name in the endpoint can be
   * used instead. Default: `null`. Any value but the default throws `ENOTSUP`. libzmq: ZMQ_BINDTODEVICE.
   */
  declare interface: string | null
  /**
   * Descriptor of a socket that another process opened, for example systemd. The next `bind()` listens on it; the next `connect()`
   * uses it as its first connection. Then the option is -1 again. For tcp and ipc. Unit: file descriptor, -1 or more. Default:
   * `-1`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_USE_FD.
   */
  declare useFd: number
  /**
   * Faster loopback connections of old Windows versions. Default: `false`. Has no effect; it exists so that programs written for
   * libzmq run. libzmq: ZMQ_LOOPBACK_FASTPATH.
   */
  declare loopbackFastPath: boolean
  /**
   * Properties of the application that the handshake sends to peers. Names begin with `X-`; values are Latin-1 text. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_METADATA.
   */
  declare metadata: AppMetadata | null
  /**
   * When to stop reconnecting, as a sum: 1 connection refused, 2 handshake failed, 4 after `disconnect()`, even if messages wait.
   * Unit: bits, 0 to 7. Default: `0`. Takes effect for endpoints that are bound or connected afterwards. libzmq:
   * ZMQ_RECONNECT_STOP.
   */
  declare reconnectStop: number
  /**
   * Maximum number of frames of a received message. A message with more closes the connection. Unit: frames, 1 or more. Default:
   * `65536`. Takes effect for endpoints that are bound or connected afterwards. libzmq has no such option.
   */
  declare maxMessageParts: number
  /**
   * Maximum number of bytes that a peer may send before its handshake is done. Unit: bytes, 512 or more. Default: `8192`. Takes
   * effect for endpoints that are bound or connected afterwards. libzmq has no such option.
   */
  declare maxHandshakeSize: number
  /**
   * Maximum number of handshakes at one bound endpoint. If one more starts, the oldest peer that cannot have sent a message yet is
   * disconnected. Unit: connections, 1 or more. Default: `1024`. Takes effect for endpoints that are bound or connected
   * afterwards. libzmq has no such option.
   */
  declare maxPendingHandshakes: number
  /**
   * Maximum number of connections of one bound endpoint. `0` leaves it to the system. Unit: connections, 0 or more. Default: `0`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq has no such option.
   */
  declare maxPeers: number
  /**
   * Mechanisms that a bound socket offers as the server; each peer chooses one. `null` offers only `securityMechanism`. Value:
   * list of mechanisms. Default: `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq has no such
   * option.
   */
  declare securityMechanisms: readonly ('null' | 'plain' | 'curve')[] | null
  /**
   * Function that is called for each peer before it is admitted, whatever its mechanism. May return a promise, which must settle
   * within `handshakeInterval`. `true`, `{ userId }` or `{ status: 200 }` admits the peer; `undefined` asks the ZAP handler; any
   * other value rejects the peer. Setting `null` does not open existing endpoints. Default: `null`. Takes effect at once, on
   * existing connections too. libzmq has no such option.
   */
  declare authenticate: Authenticate | null
  /**
   * If true, the socket never connects again to a peer that has rejected its credentials (ERROR 400). If false, it tries again,
   * with waits that grow to 30 seconds. Default: `false`. Takes effect for endpoints that are bound or connected afterwards.
   * libzmq has no such option.
   */
  declare stopWhenRefused: boolean

  // Private fields are not properties, so that they are not printed, copied or compared.
  readonly #type: SocketTypeName
  readonly #values: SocketOptionValues
  /** The secrets that are set, and replaced ones that endpoints may still use. */
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

  /** @internal True once an endpoint was bound or connected. */
  protected get inUse(): boolean {
    return this.#inUse
  }

  /** @internal */
  protected set inUse(inUse: boolean) {
    this.#inUse = inUse
  }

  /** @internal Called when SNDHWM or RCVHWM has changed, which takes effect on existing queues too. */
  protected abstract highWaterMarksChanged(): void

  /** @internal Wipes all secrets, once all connections have ended. */
  protected forgetSecrets(): void {
    for (const name of SECRETS) this.values[name] = null
    for (const secret of this.#secrets) secret.destroy()
    this.#secrets.clear()
  }

  /** @internal Sets options by name. Throws TypeError for a name that this socket type does not have. */
  protected setOptions(options: object): void {
    for (const [name, value] of Object.entries(options)) this.setOption(name, value)
  }

  /** @internal Reads an option in the form of its property; used by the accessors. */
  protected getOption(name: string): unknown {
    const value = (this.values as unknown as Record<string, unknown>)[name]
    if (name === 'tcpAcceptFilter') return this.values.tcpAcceptFilter.join(',') || null
    if (name === 'securityMechanisms') return this.values.securityMechanisms?.map((each) => each.toLowerCase()) ?? null
    if (KEYS.includes(name) && value !== null) return z85Encode(value instanceof Secret ? value.reveal() : (value as Uint8Array))
    if (value instanceof Secret) return utf8Text(value.reveal())
    // As in zeromq.js, bytes that are UTF-8 are returned as text.
    return value instanceof Uint8Array ? asText(value) : value
  }

  /**
   * Sets an option; used by the accessors. Warns if it does not take effect on existing endpoints. Throws ENOTSUP, EINVAL, TypeError.
   * @internal
   */
  protected setOption(name: string, value: unknown): void {
    if (name === 'authenticate' && value !== null && this.inUse && this.#type === 'STREAM') {
      throw new ZmqError('ENOTSUP', 'authenticate cannot be set after bind() or connect() of a STREAM socket: its peers have no handshake')
    }
    const { effect } = this.assignOption(name, value)
    if (this.inUse && effect === 'next' && name !== 'useFd') {
      platform.warn(
        `option ${name} was set after bind() or connect(): it takes effect only for endpoints that are bound or connected afterwards`,
      )
    }
  }

  /**
   * Sets an option as `setOption`, without the warning. Returns its row.
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
    // Existing endpoints may still use the old secret.
    if (before === null || this.#inUse) return
    this.#secrets.delete(before)
    before.destroy()
  }
}

function asText(bytes: Uint8Array): string | Bytes {
  const text = utf8Text(bytes)
  return sameBytes(utf8(text), bytes) ? text : copyBytes(bytes)
}
