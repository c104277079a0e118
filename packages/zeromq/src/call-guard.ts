/** Gives a class the addon's text for a call without `new`. */

/** Returns `target` itself in every other respect. */
export function guardCalls<C extends abstract new (...args: never[]) => object>(target: C): C {
  return new globalThis.Proxy(target, {
    apply() {
      throw new TypeError("Class constructors cannot be invoked without 'new'")
    },
  })
}
