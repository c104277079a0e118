/** Makes a class throw the addon's error when it is called without `new`. */

/** Returns a proxy of `target` that behaves like it otherwise. */
export function guardCalls<C extends abstract new (...args: never[]) => object>(target: C): C {
  return new globalThis.Proxy(target, {
    apply() {
      throw new TypeError("Class constructors cannot be invoked without 'new'")
    },
  })
}
