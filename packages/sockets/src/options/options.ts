/** The option values of a socket or context: their defaults and their checks. */
import { checkSocksProxy } from '@tszmq/transports/internal'
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { z85Decode } from '@tszmq/zmtp-codec'
import { copyBytes, copyOf, guardedCopy, latin1Text, sameBytes, utf8, utf8Size, utf8Text } from '@tszmq/zmtp-codec/internal'
import type { Authenticate } from '../security/authenticate.ts'
import type { MechanismName } from '../security/mechanism-choice.ts'
import { Secret } from '../security/secret.ts'
import { checkMetadata } from '../connection/app-metadata.ts'
import { kindOf as show } from './argument.ts'
import { bytesOf, toBytes } from './bytes-of.ts'
import type { AppMetadata } from '../connection/app-metadata.ts'
import type { OptionRow } from './option-table.ts'
import { SOCKET_OPTIONS } from './option-table.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Option values by name, as sessions and patterns read them. Every socket has all of them, also those without an accessor. */
export interface SocketOptionValues {
  routingId: Uint8Array | null
  linger: number
  reconnectInterval: number
  backlog: number
  reconnectMaxInterval: number
  maxMessageSize: number
  sendHighWaterMark: number
  receiveHighWaterMark: number
  receiveTimeout: number
  sendTimeout: number
  mandatory: boolean
  tcpKeepalive: number
  tcpKeepaliveIdle: number
  tcpAcceptFilter: readonly string[]
  immediate: boolean
  ipv6: boolean
  probeRouter: boolean
  correlate: boolean
  relaxed: boolean
  conflate: boolean
  handover: boolean
  handshakeInterval: number
  socksProxy: string | null
  noDrop: boolean
  manual: boolean
  welcomeMessage: Uint8Array | null
  notify: boolean
  invertMatching: boolean
  heartbeatInterval: number
  heartbeatTimeToLive: number
  heartbeatTimeout: number
  verbosity: null | 'allSubs' | 'allSubsUnsubs'
  connectTimeout: number
  useFd: number
  metadata: AppMetadata | null
  socksUsername: string | null
  socksPassword: Secret | null
  reconnectStop: number
  maxMessageParts: number
  maxHandshakeSize: number
  maxPendingHandshakes: number
  maxPeers: number
  maxTopicLength: number
  maxSubscriptionsPerPeer: number
  plainServer: boolean
  plainUsername: string | null
  plainPassword: Secret | null
  curveServer: boolean
  curvePublicKey: Uint8Array | null
  curveSecretKey: Secret | null
  curveServerKey: Uint8Array | null
  zapDomain: string | null
  zapEnforceDomain: boolean
  securityMechanisms: readonly MechanismName[] | null
  authenticate: Authenticate | null
  stopWhenRefused: boolean
  receiveMemory: 'pooled' | 'owned'
  /** The mechanism that the options above select, and the role of this socket in it: see `chooseMechanism`. */
  mechanism: MechanismName
  asServer: boolean
}

const defaultsByType = new Map<SocketTypeName, SocketOptionValues>()

/** Returns new default values for a socket of `type`. */
export function defaultOptions(type: SocketTypeName): SocketOptionValues {
  let values = defaultsByType.get(type)
  if (values === undefined) defaultsByType.set(type, (values = makeDefaults(type)))
  return { ...values, tcpAcceptFilter: [] }
}

// Each socket and each of its endpoints copies the values. V8 keeps an object that gets so many properties one by one as a hash table,
// which takes a hundred times as long to copy as an object made by JSON.parse().
function makeDefaults(type: SocketTypeName): SocketOptionValues {
  const values: Record<string, unknown> = {}
  for (const row of SOCKET_OPTIONS) values[row.name] = row.defaults?.[type] ?? row.default
  values['tcpAcceptFilter'] = []
  values['mechanism'] = 'NULL'
  values['asServer'] = false
  return JSON.parse(JSON.stringify(values)) as SocketOptionValues
}

const rowsByType = new Map<SocketTypeName, ReadonlyMap<string, OptionRow>>()

/** Returns the rows of the option table for sockets of `type`, by property name. */
export function optionsOf(type: SocketTypeName): ReadonlyMap<string, OptionRow> {
  let rows = rowsByType.get(type)
  if (rows === undefined) {
    const own = SOCKET_OPTIONS.filter((row) => row.sockets === 'all' || row.sockets.includes(type))
    rowsByType.set(type, (rows = new Map(own.map((row) => [row.name, row]))))
  }
  return rows
}

/** Checks `value` and returns it as it is stored. Throws ENOTSUP for a refused option, EINVAL and TypeError for an invalid value. */
export function checkOption(row: OptionRow, value: unknown): unknown {
  const checked = row.secret === true ? checkSecret(row, value) : check(row, value)
  if (row.effect === 'refused' && checked !== row.default) {
    throw new ZmqError('ENOTSUP', `option ${row.name} (${row.constant}) is not supported: ${row.reason}`)
  }
  return checked
}

function check(row: OptionRow, value: unknown): unknown {
  switch (row.kind) {
    case 'integer':
      return checkInteger(row, value)
    case 'boolean':
      if (typeof value !== 'boolean') throw new TypeError(`option ${row.name} must be a boolean, not ${show(value)}`)
      return value
    case 'choice':
      if (row.choices?.includes(value as string | null) !== true) {
        throw new ZmqError('EINVAL', `option ${row.name} must be one of ${row.choices?.map(show).join(', ')}, not ${show(value)}`)
      }
      return value
    case 'choices':
      return value === null ? null : checkChoices(row, value)
    case 'callback':
      if (value !== null && typeof value !== 'function') throw new TypeError(`option ${row.name} must be a function or null`)
      return value
    case 'key':
      return value === null ? null : checkKey(row, value)
    case 'text':
      return checkText(row, value)
    case 'bytes':
      return checkBytes(row, value)
    case 'properties':
      return value === null ? null : checkMetadata(value)
  }
}

function checkInteger(row: OptionRow, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`option ${row.name} must be a number, not ${show(value)}`)
  const { min = -1, max = Number.MAX_SAFE_INTEGER } = row
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ZmqError('EINVAL', `option ${row.name} must be a whole number from ${min} to ${max}, not ${value}`)
  }
  return value
}

function checkText(row: OptionRow, value: unknown): string | null {
  if (value === null) return null
  const given = typeof value === 'string' ? value : textOf(row, value)
  if (given === undefined) throw new TypeError(`option ${row.name} must be a string, a Buffer or null, not ${show(value)}`)
  const length = utf8Size(given)
  if (length > (row.max ?? Infinity)) {
    throw new ZmqError('EINVAL', `option ${row.name} must have at most ${row.max} bytes, not ${length}`)
  }
  if (row.name === 'socksProxy') checkSocksProxy(given)
  return given
}

/** Decodes bytes as UTF-8; undefined if `value` is not bytes. Throws EINVAL if they are not UTF-8. */
function textOf(row: OptionRow, value: unknown): string | undefined {
  const bytes = bytesOf(value)
  if (bytes === undefined) return undefined
  const text = utf8Text(bytes)
  if (sameBytes(utf8(text), bytes)) return text
  throw new ZmqError('EINVAL', `option ${row.name} must be text in UTF-8, which these ${bytes.length} bytes are not`)
}

function checkBytes(row: OptionRow, value: unknown): Uint8Array | null {
  if (value === null) return null
  const bytes = typeof value === 'string' ? utf8(value) : bytesOf(value)
  if (bytes === undefined) throw new TypeError(`option ${row.name} must be a string, a Buffer or null, not ${show(value)}`)
  if (row.name === 'routingId') return bytes.length === 0 ? null : checkRoutingId(bytes)
  return guardedCopy(bytes)
}

/** Checks a list of mechanisms and returns their names in capitals, as in the greeting. */
function checkChoices(row: OptionRow, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new TypeError(`option ${row.name} must be an array or null, not ${show(value)}`)
  const known = value.every((each) => row.choices?.includes(each as string) === true)
  if (!known || value.length === 0 || new Set(value).size < value.length) {
    const choices = row.choices?.map(show).join(', ')
    throw new ZmqError('EINVAL', `option ${row.name} must be an array of one or more of ${choices}, without duplicates`)
  }
  return (value as string[]).map((each) => each.toUpperCase())
}

const KEY_BYTES = 32
const KEY_CHARACTERS = 40

/** Returns the bytes of a key. Errors do not contain the value, which may be secret. */
function checkKey(row: OptionRow, value: unknown): Uint8Array {
  const given = bytesOf(value)
  // A key may be given as the bytes of its Z85 text too.
  const text = given?.length === KEY_CHARACTERS ? latin1Text(given) : value
  if (typeof text === 'string' && text.length === KEY_CHARACTERS) {
    const key = z85Key(text)
    if (key?.length === KEY_BYTES) return key
  }
  // A copy that the caller can wipe. It has memory of its own: `Buffer.from` would use the shared pool.
  if (given?.length === KEY_BYTES) return copyOf(given)
  if (typeof value !== 'string' && given === undefined) throw new TypeError(`option ${row.name} must be a string, a Buffer or null`)
  const is = typeof value === 'string' ? `a text of ${value.length} characters` : `${given?.length} bytes`
  throw new ZmqError('EINVAL', `option ${row.name} must be ${KEY_CHARACTERS} characters of Z85 or ${KEY_BYTES} bytes, not ${is}`)
}

function z85Key(text: string): Uint8Array | undefined {
  try {
    return z85Decode(text)
  } catch {
    return undefined
  }
}

function checkSecret(row: OptionRow, value: unknown): Secret | null {
  if (value === null) return null
  // Not `check`: its message would contain the secret.
  if (row.kind !== 'key' && typeof value !== 'string' && bytesOf(value) === undefined) {
    throw new TypeError(`option ${row.name} must be a string, a Buffer or null`)
  }
  const bytes = row.kind === 'key' ? checkKey(row, value) : new TextEncoder().encode(checkText(row, value) as string)
  const secret = new Secret(bytes)
  bytes.fill(0)
  return secret
}

/** Returns a routing id as bytes. Throws EINVAL if it is not a valid one. */
export function checkRoutingId(routingId: string | Uint8Array): Uint8Array {
  const bytes = copyBytes(toBytes(routingId, 'routingId'))
  if (bytes.length === 0 || bytes.length > 255) {
    throw new ZmqError('EINVAL', `a routing id has 1 to 255 bytes, not ${bytes.length} (RFC 37)`)
  }
  if (bytes[0] === 0) throw new ZmqError('EINVAL', 'a routing id must not begin with a zero byte (RFC 28)')
  return bytes
}
