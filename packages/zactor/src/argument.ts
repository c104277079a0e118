/** One argument of a command: its name, and how its frame is read. */
import type { MessageLike } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { octetText } from '@tszmq/sockets/internal'
import { excerpt } from './logger.ts'

/** `F`: what a caller may pass. `V`: what the actor gets. */
export class Argument<
  F extends MessageLike = MessageLike,
  V = unknown,
  K extends 'one' | 'optional' | 'rest' = 'one' | 'optional' | 'rest',
> {
  /** For types only. */
  declare readonly frame: F
  readonly name: string
  readonly kind: K
  /** Throws EINVAL if the frame makes no sense; `where` is the command and the name of the argument, for the message. */
  readonly read: (frame: Buffer, where: string) => V

  constructor(name: string, kind: K, read: (frame: Buffer, where: string) => V) {
    this.name = name
    this.kind = kind
    this.read = read
  }
}

/** The values of the arguments `A`, as the parameters of a function. */
export type Values<A extends readonly Argument[]> = A extends readonly [infer H, ...infer T extends readonly Argument[]]
  ? H extends Argument<MessageLike, infer V, infer K>
    ? K extends 'rest'
      ? V[]
      : K extends 'optional'
        ? [value?: V]
        : [value: V, ...Values<T>]
    : never
  : []

/** The frames that a caller passes for the arguments `A`. */
export type Frames<A extends readonly Argument[]> = A extends readonly [infer H, ...infer T extends readonly Argument[]]
  ? H extends Argument<infer F, unknown, infer K>
    ? K extends 'rest'
      ? F[]
      : K extends 'optional'
        ? [] | [frame: F]
        : [frame: F, ...Frames<T>]
    : never
  : []

/** UTF-8. */
export function text(name: string): Argument<string, string, 'one'> {
  return new Argument(name, 'one', String)
}

/** UTF-8 in which a byte that is none is kept as a lone surrogate, see `octetText`. */
export function octets(name: string): Argument<string, string, 'one'> {
  return new Argument(name, 'one', (frame) => octetText(frame))
}

/** The frame as it is. */
export function bytes(name: string): Argument<MessageLike, Buffer, 'one'> {
  return new Argument(name, 'one', (frame) => frame)
}

/** Decimal digits, as CZMQ's picture `i` writes them. Reading throws EINVAL unless the number is from `min` to `max`. */
export function integer(name: string, min: number, max: number): Argument<number | string, number, 'one'> {
  return new Argument(name, 'one', (frame, where) => {
    const digits = String(frame)
    if (/^\d{1,15}$/.test(digits) && Number(digits) >= min && Number(digits) <= max) return Number(digits)
    throw new ZmqError('EINVAL', `${where} must be a whole number from ${min} to ${max}, not ${excerpt(digits)}`)
  })
}

/** One of some words. Reading throws EINVAL for any other. */
export function oneOf<V>(name: string, values: Readonly<Record<string, V>>): Argument<string, V, 'one'> {
  return new Argument(name, 'one', (frame, where) => {
    const word = String(frame)
    if (Object.hasOwn(values, word)) return values[word] as V
    throw new ZmqError('EINVAL', `${where} must be one of ${Object.keys(values).join(', ')}, not ${excerpt(word)}`)
  })
}

/** The last argument, which may be left out. */
export function optional<F extends MessageLike, V>({ name, read }: Argument<F, V, 'one'>): Argument<F, V, 'optional'> {
  return new Argument(name, 'optional', read)
}

/** The last argument, which may be repeated or left out. */
export function rest<F extends MessageLike, V>({ name, read }: Argument<F, V, 'one'>): Argument<F, V, 'rest'> {
  return new Argument(name, 'rest', read)
}
