/** The options of a socket's constructor. */
import type { Context } from '../socket/context.ts'

type IfEquals<X, Y, A, B> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? A : B

type WritableKeys<T> = {
  [P in keyof T]-?: T[P] extends (...args: never[]) => unknown
    ? never
    : IfEquals<{ [Q in P]: T[P] }, { -readonly [Q in P]: T[P] }, P, never>
}[keyof T]

/** The options of the constructor of a socket class `S`: its writable properties, and `context` (by default the default context). */
export type SocketOptions<S> = Partial<Pick<S, WritableKeys<S>>> & { context?: Context }
