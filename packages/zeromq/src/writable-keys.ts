/** The names of the properties of a class that can be assigned and are not methods. */

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false

export type Writable<S> = {
  [P in keyof S]-?: S[P] extends (...args: never[]) => unknown
    ? never
    : Equal<{ [Q in P]: S[P] }, { -readonly [Q in P]: S[P] }> extends true
      ? P
      : never
}[keyof S]
