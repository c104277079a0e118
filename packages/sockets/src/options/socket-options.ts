/** The options a socket's constructor takes: everything writable on it, and its context. */
import type { Context } from '../socket/context.ts'

type IfEquals<X, Y, A, B> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? A : B

type WritableKeys<T> = {
  [P in keyof T]-?: T[P] extends (...args: never[]) => unknown
    ? never
    : IfEquals<{ [Q in P]: T[P] }, { -readonly [Q in P]: T[P] }, P, never>
}[keyof T]

export type SocketOptions<S> = Partial<Pick<S, WritableKeys<S>>> & { context?: Context }
