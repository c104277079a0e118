/**
 * The addon's Socket, an adapter over a socket of `sockets`: the addon's checks, errors, options by number and observer. As in the addon,
 * `send()` and `receive()` are on its prototype; they are typed only for the classes that have them.
 */
import { Turn } from '@tszmq/sockets/internal'
import type { ErrnoError } from './addon-error.ts'
import { addonError, asAddonError } from './addon-error.ts'
import type { ArgumentRule } from './argument-rule.ts'
import {
  ADDRESS,
  BOOLEAN_VALUE,
  checkArguments,
  IDENTIFIER,
  MESSAGE,
  NUMBER_VALUE,
  OPTIONS,
  SOCKET_TYPE,
  STRING_VALUE,
} from './argument-rule.ts'
import type { Context } from './context.ts'
import { context as defaultContext } from './context.ts'
import { engineOfContext } from './context-engine.ts'
import type { Engine } from './engine.ts'
import { keepEngine, makeEngine } from './engine.ts'
import { toFrames } from './frames.ts'
import type { OptionValue } from './numbered-option.ts'
import { readOption, writeOption } from './numbered-option.ts'
import { Observer } from './observer.ts'
import type { Writable as WritableKeys } from './writable-keys.ts'

/** libzmq's numbers of the socket types that a constructor takes. */
export type SocketType = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11

/** The options that the constructor of a socket takes: everything writable on it, and its context. */
export type SocketOptions<S extends Socket> = Partial<Pick<S, WritableKeys<S>>> & { context?: Context }

/** Returns the number of endpoints that a socket is bound or connected to. */
export let endpointsOf: (socket: Socket) => number

/** Number of ZMQ_CONNECT_ROUTING_ID: the routing id of the peer of the next `connect()`. */
const CONNECT_ROUTING_ID = 61

/** Numbers of options that take effect at once. The addon warns when another one is set after bind or connect. */
const IMMEDIATE: ReadonlySet<number> = new Set([6, 7, 17, 23, 24, 27, 28, 33, 40, 51, 52, 53, 56, 78])

/** Operations that may complete at once before the event loop has a turn, as in the addon. */
const OPERATIONS = 512

const DONE: Promise<void> = Promise.resolve()

/** What may stand before `://`. */
const SCHEMES = ['tcp', 'ipc', 'inproc']

const UINT64_MAX = 2 ** 64

/** The base class of all sockets. */
export abstract class Socket {
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
   * -1 or more. Default: `-1`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_MAXMSGSIZE.
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
   * If true, peers are rejected if the ZAP handler has to be asked and there is none; needs `zapDomain`. If false, as in libzmq,
   * NULL and CURVE peers are then admitted. Default: `false`. Takes effect for endpoints that are bound or connected afterwards.
   * libzmq: ZMQ_ZAP_ENFORCE_DOMAIN.
   */
  declare zapEnforceDomain: boolean
  /**
   * Faster loopback connections of old Windows versions. Default: `false`. Has no effect; it exists so that programs written for
   * libzmq run. libzmq: ZMQ_LOOPBACK_FASTPATH.
   */
  declare loopbackFastPath: boolean
  /** libzmq's number of the socket type. */
  declare readonly type: SocketType
  /** The endpoint that was bound or connected last, with its real port; null before that (ZMQ_LAST_ENDPOINT). */
  declare readonly lastEndpoint: string | null
  /** The security mechanism that the options select (ZMQ_MECHANISM); null is NULL. */
  declare readonly securityMechanism: null | 'plain' | 'curve' | 'gssapi'
  /** Always false (ZMQ_THREAD_SAFE). */
  declare readonly threadSafe: boolean

  readonly #engine: Engine
  readonly #turn: Turn
  #context: Context | undefined
  #observer: Observer | undefined = undefined
  #endpoints = 0
  /** Number of `bind()` and `unbind()` calls that have not finished. */
  #pendingCalls = 0
  #closeRequested = false
  #connectRoutingId: string | Buffer | undefined = undefined

  static {
    endpointsOf = (socket) => (socket.#engine.closed ? 0 : socket.#endpoints)
  }

  constructor(type: SocketType, options?: object)
  constructor(...args: unknown[]) {
    checkArguments(args, SOCKET_TYPE, OPTIONS)
    const { context = defaultContext, ...options } = (args[1] ?? {}) as { context?: Context }
    const contextEngine = engineOfContext(context)
    try {
      this.#engine = makeEngine((args[0] as number) | 0, contextEngine)
    } catch (error) {
      throw asAddonError(error)
    }
    keepEngine(this, this.#engine)
    this.#turn = new Turn(contextEngine.runtime, OPERATIONS)
    this.#context = context
    // As in the addon, setting an option that does not exist throws TypeError.
    Object.seal(this)
    try {
      Object.assign(this, options)
    } catch (error) {
      this.#engine.close()
      throw error
    }
  }

  /** The context of the socket; `undefined` once it is closed. */
  get context(): Context {
    return this.#context as Context
  }

  /** True after `close()`; if a `bind()` or `unbind()` has not finished, once it has. */
  get closed(): boolean {
    return this.#engine.closed
  }

  /** True if `receive()` would not have to wait. */
  get readable(): boolean {
    return this.#engine.readable
  }

  /** True if `send()` would not have to wait. */
  get writable(): boolean {
    return this.#engine.writable
  }

  /** The observer of the socket, always the same. Throws ENOTSOCK if it is first accessed after `close()`. */
  get events(): Observer {
    return (this.#observer ??= new Observer(this))
  }

  /**
   * Accepts connections at `address`. Resolves when it is bound. Rejects with EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL, EPROTONOSUPPORT
   * or ENODEV; the error has the `address`. Throws EBADF after `close()`.
   */
  bind(address: string): Promise<void>
  bind(...args: unknown[]): Promise<void> {
    const address = this.#address(args)
    return this.#endpointLater(address, 1, () => this.#engine.bind(address))
  }

  /** As `bind`, without waiting. Throws what is known at once; a later failure emits `bind:error`. Throws EBADF after `close()`. */
  bindSync(address: string): void
  bindSync(...args: unknown[]): void {
    const address = this.#address(args)
    this.#endpoint(address, 1, () => this.#engine.bindSync(address))
  }

  /** Stops accepting at `address`. Rejects with ENOENT if the socket is not bound there. Throws EBADF after `close()`. */
  unbind(address: string): Promise<void>
  unbind(...args: unknown[]): Promise<void> {
    const address = this.#address(args)
    return this.#endpointLater(address, -1, () => this.#engine.unbind(address))
  }

  /** As `unbind`, without waiting. Throws EBADF after `close()`. */
  unbindSync(address: string): void
  unbindSync(...args: unknown[]): void {
    const address = this.#address(args)
    this.#endpoint(address, -1, () => this.#engine.unbindSync(address))
  }

  /**
   * Connects to `address`, as soon as it can be reached, and again whenever the connection is lost. Returns at once. Throws EINVAL or
   * EPROTONOSUPPORT, and EBADF after `close()`.
   */
  connect(address: string): void
  connect(...args: unknown[]): void {
    const address = this.#address(args)
    const routingId = this.#connectRoutingId
    this.#connectRoutingId = undefined
    this.#endpoint(address, 1, () => this.#engine.connect(address, routingId === undefined ? {} : { routingId }))
  }

  /** Undoes one `connect` to `address`. Throws ENOENT if the socket is not connected there, and EBADF after `close()`. */
  disconnect(address: string): void
  disconnect(...args: unknown[]): void {
    const address = this.#address(args)
    this.#endpoint(address, -1, () => this.#engine.disconnect(address))
  }

  /**
   * Closes the socket, after a `bind()` or `unbind()` that has not finished. Queued messages are still sent, for at most `linger`
   * milliseconds. May be called again.
   */
  close(): void
  close(...args: unknown[]): void {
    checkArguments(args)
    if (this.#pendingCalls > 0) this.#closeRequested = true
    else this.#close()
  }

  // ---- options by number

  /** Reads a boolean option by libzmq's number. Throws EINVAL for an unknown number. */
  protected getBoolOption(option: number): boolean
  protected getBoolOption(...args: unknown[]): boolean {
    return Boolean(this.#read(args))
  }

  /** Sets a boolean option by libzmq's number. Throws EINVAL or ENOTSUP. */
  protected setBoolOption(option: number, value: boolean): void
  protected setBoolOption(...args: unknown[]): void {
    this.#write(args, BOOLEAN_VALUE, Boolean)
  }

  /** Reads an int32 option by libzmq's number. Throws EINVAL for an unknown number. */
  protected getInt32Option(option: number): number
  protected getInt32Option(...args: unknown[]): number {
    return Number(this.#read(args))
  }

  /** Sets an int32 option by libzmq's number. Throws EINVAL or ENOTSUP. */
  protected setInt32Option(option: number, value: number): void
  protected setInt32Option(...args: unknown[]): void {
    this.#write(args, NUMBER_VALUE, (value) => (value as number) | 0)
  }

  /** Reads a uint32 option by libzmq's number. Throws EINVAL for an unknown number. */
  protected getUint32Option(option: number): number
  protected getUint32Option(...args: unknown[]): number {
    return Number(this.#read(args)) >>> 0
  }

  /** Sets a uint32 option by libzmq's number. Throws EINVAL or ENOTSUP. */
  protected setUint32Option(option: number, value: number): void
  protected setUint32Option(...args: unknown[]): void {
    this.#write(args, NUMBER_VALUE, (value) => (value as number) >>> 0)
  }

  /** Reads an int64 option by libzmq's number. Throws EINVAL for an unknown number. */
  protected getInt64Option(option: number): number
  protected getInt64Option(...args: unknown[]): number {
    return Number(this.#read(args))
  }

  /** Sets an int64 option by libzmq's number. Throws EINVAL or ENOTSUP. */
  protected setInt64Option(option: number, value: number): void
  protected setInt64Option(...args: unknown[]): void {
    this.#write(args, NUMBER_VALUE, (value) => Math.trunc(value as number) || 0)
  }

  /** Reads a uint64 option by libzmq's number. Throws EINVAL for an unknown number. */
  protected getUint64Option(option: number): number
  protected getUint64Option(...args: unknown[]): number {
    return Number(this.#read(args))
  }

  /** Sets a uint64 option by libzmq's number; a value out of range becomes the nearest limit. Throws EINVAL or ENOTSUP. */
  protected setUint64Option(option: number, value: number): void
  protected setUint64Option(...args: unknown[]): void {
    this.#write(args, NUMBER_VALUE, (value) => asUint64(value as number))
  }

  /** Reads a text option by libzmq's number; null if it is empty. Throws EINVAL for an unknown number. */
  protected getStringOption(option: number): string | null
  protected getStringOption(...args: unknown[]): string | null {
    const value = this.#read(args)
    // The addon reads a C string.
    const text = value === null ? '' : ((value as string | Buffer).toString().split('\0')[0] as string)
    return text === '' ? null : text
  }

  /** Sets a text option by libzmq's number. Throws EINVAL or ENOTSUP. */
  protected setStringOption(option: number, value: string | Buffer | null): void
  protected setStringOption(...args: unknown[]): void {
    this.#write(args, STRING_VALUE, (value) => (ArrayBuffer.isView(value) ? asBuffer(value) : (value as string | null)))
  }

  // ---- messages

  #send(args: readonly unknown[]): Promise<void> {
    checkArguments(args, MESSAGE)
    this.#checkOpen()
    const frames = toFrames(args[0])
    const engine = this.#engine
    if (engine.send === undefined) return Promise.reject(addonError('ENOTSUP'))
    // The addon sends an array without frames by sending nothing.
    if (frames.length === 0) return DONE
    if (this.#turn.spend()) return this.#sendNow(frames)
    return this.#nextTurn().then(() => this.#sendNow(frames))
  }

  #sendNow(frames: readonly Uint8Array[]): Promise<void> {
    const engine = this.#engine
    try {
      if (engine.writable && engine.trySend?.(frames) === true) return DONE
    } catch (error) {
      return Promise.reject(asAddonError(error))
    }
    return (engine.send as NonNullable<Engine['send']>)(frames).catch(rethrow)
  }

  #receive(args: readonly unknown[]): Promise<Buffer[]> {
    checkArguments(args)
    this.#checkOpen()
    if (this.#engine.receive === undefined) return Promise.reject(addonError('ENOTSUP'))
    return this.#turn.spend() ? this.#receiveNow() : this.#nextTurn().then(() => this.#receiveNow())
  }

  #receiveNow(): Promise<Buffer[]> {
    const engine = this.#engine
    const message = engine.readable ? engine.tryReceive?.() : undefined
    return message === undefined ? (engine.receive as NonNullable<Engine['receive']>)().catch(rethrow) : Promise.resolve(message)
  }

  #iterate(): AsyncIterator<Buffer[], undefined> {
    return {
      next: async () => {
        if (this.closed) return { value: undefined, done: true }
        try {
          return { value: await this.#receive([]), done: false }
        } catch (error) {
          if (this.closed && (error as { code?: string }).code === 'EAGAIN') return { value: undefined, done: true }
          throw error
        }
      },
    }
  }

  #nextTurn(): Promise<void> {
    return new Promise((resolve) => this.#turn.next(resolve))
  }

  static {
    // On the base class, as in the addon, so that a user's class can extend Socket.
    Object.defineProperties(this.prototype, {
      send: method(function (this: Socket, ...args: unknown[]) {
        return this.#send(args)
      }),
      receive: method(function (this: Socket, ...args: unknown[]) {
        return this.#receive(args)
      }),
      [Symbol.asyncIterator]: method(function (this: Socket) {
        return this.#iterate()
      }),
    })
  }

  // ---- inside

  #address(args: readonly unknown[]): string {
    checkArguments(args, ADDRESS)
    this.#checkOpen()
    return args[0] as string
  }

  /** Runs `action`, and throws its error as the addon's error. */
  #endpoint(address: string, change: 1 | -1, action: () => void): void {
    try {
      action()
    } catch (error) {
      throw endpointError(error, address)
    }
    this.#endpoints += change
  }

  /** Runs `action`; a `close()` waits until it has finished. */
  async #endpointLater(address: string, change: 1 | -1, action: () => Promise<unknown>): Promise<void> {
    this.#pendingCalls++
    try {
      await action()
      this.#endpoints += change
    } catch (error) {
      throw endpointError(error, address)
    } finally {
      if (--this.#pendingCalls === 0 && this.#closeRequested) this.#close()
    }
  }

  #close(): void {
    this.#engine.close()
    this.#context = undefined
  }

  #checkOpen(): void {
    if (this.#engine.closed) throw addonError('EBADF')
  }

  #read(args: readonly unknown[]): unknown {
    checkArguments(args, IDENTIFIER)
    return readOption(this.#engine, args[0] as number)
  }

  #write(args: readonly unknown[], rule: ArgumentRule, convert: (value: unknown) => OptionValue): void {
    checkArguments(args, IDENTIFIER, rule)
    const [number] = args as [number]
    const value = convert(args[1])
    if (number === CONNECT_ROUTING_ID) {
      this.#connectRoutingId = value as string | Buffer
      return
    }
    if (!IMMEDIATE.has(number) && (this.#endpoints > 0 || this.#pendingCalls > 0)) {
      process.emitWarning('Socket option will not take effect until next connect/bind.')
    }
    try {
      writeOption(this.#engine, number, value)
    } catch (error) {
      throw asAddonError(error)
    }
  }
}

function method(value: unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true }
}

/** As in the addon, `unbind()` of an invalid address is EINVAL, and of an unknown scheme EPROTONOSUPPORT, instead of ENOENT. */
function endpointError(error: unknown, address: string): Error {
  const translated = asAddonError(error, address)
  if ((translated as Partial<ErrnoError>).code !== 'ENOENT') return translated
  const scheme = /^([^:]+):\/\/./.exec(address)?.[1]
  if (scheme === undefined) return addonError('EINVAL', { address, cause: error })
  return SCHEMES.includes(scheme) ? translated : addonError('EPROTONOSUPPORT', { address, cause: error })
}

function rethrow(error: unknown): never {
  throw asAddonError(error)
}

function asBuffer({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** As in the addon, a value out of range becomes the nearest limit, and a number that may have lost digits causes a warning. */
function asUint64(value: number): number {
  if (!(value > 0)) return 0
  if (value > Number.MAX_SAFE_INTEGER) {
    process.emitWarning('Value is larger than Number.MAX_SAFE_INTEGER and may have been rounded inaccurately.')
  }
  return Math.min(Math.trunc(value), UINT64_MAX)
}
