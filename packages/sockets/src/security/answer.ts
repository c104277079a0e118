/** Checks the answer of an application about a peer: a boolean, or a plain object with a `status` or a `userId`. */
import type { Verdict } from '@tszmq/zmtp-codec'
import { ZmqError } from '../events/zmq-error.ts'
import { textOctets } from './octet-text.ts'

/** A valid answer. */
export interface Answer {
  readonly status: Verdict['status']
  readonly text: string | undefined
  readonly userId: string | undefined
  readonly metadata: readonly (readonly [name: string, value: string])[]
}

const STATUSES: readonly unknown[] = [200, 300, 400, 500]
const MAX_USER_ID = 255

/** Properties allowed in an answer that admits a peer by its `userId`. With a `status`, which is explicit, unknown ones are ignored. */
const WITH_USER_ID: readonly string[] = ['userId', 'metadata', 'text']

/** `who` names the callback in errors, such as `authenticate`. Throws EINVAL if the value is not an answer. */
export function readAnswer(answer: unknown, who: string): Answer {
  const bad = (what: string): ZmqError => new ZmqError('EINVAL', `${who} returned ${what}, which is not an answer: the peer is refused`)
  if (typeof answer === 'boolean') return { status: answer ? 200 : 400, text: undefined, userId: undefined, metadata: [] }
  if (!isPlainObject(answer)) throw bad(nameOf(answer))
  const own = (name: string): unknown => (Object.hasOwn(answer, name) ? answer[name] : undefined)
  const [text, userId, metadata = {}] = [own('text'), own('userId'), own('metadata')]
  if (userId !== undefined && !isUserId(userId)) throw bad('a userId that is not a string of at most 255 bytes')
  if (text !== undefined && typeof text !== 'string') throw bad('a text that is not a string')
  if (!isPlainObject(metadata)) throw bad('metadata that are not a plain object')
  const entries = Object.entries(metadata)
  for (const [, value] of entries) if (typeof value !== 'string') throw bad('metadata that are not strings')
  const rest = { text, userId, metadata: entries as [string, string][] }
  if (Object.hasOwn(answer, 'status')) {
    const { status } = answer
    if (!STATUSES.includes(status)) throw bad('a status that is not 200, 300, 400 or 500')
    return { status: status as Answer['status'], ...rest }
  }
  // A program may have looked up a user id and not found it: that must not admit the peer.
  if (userId === undefined || userId === '') throw bad('an object without a status and without a userId')
  const more = Object.keys(answer).find((name) => !WITH_USER_ID.includes(name))
  if (more !== undefined) throw bad(`a userId without a status, and beside it the unknown property ${JSON.stringify(more.slice(0, 50))}`)
  return { status: 200, ...rest }
}

/** True for an object literal of any realm, and for one without a prototype. False for arrays, errors and instances of classes. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
}

function isUserId(userId: unknown): userId is string {
  return typeof userId === 'string' && (textOctets(userId)?.length ?? Infinity) <= MAX_USER_ID
}

/** Describes a value that is not an answer, without its content, which may be secret. */
function nameOf(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  if (Array.isArray(value)) return 'an array'
  return value instanceof Error ? 'an Error' : 'an object that is not a plain one'
}
