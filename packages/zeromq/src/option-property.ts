/** Defines an option as a property of a class, which calls `getInt32Option()`, `setInt32Option()` and the like. */

/** Which accessors an option uses: `Int32` stands for `getInt32Option` and `setInt32Option`. */
export type OptionWidth = 'Bool' | 'Int32' | 'Uint32' | 'Int64' | 'Uint64' | 'String'

type Accessors = Record<string, (option: number, value?: unknown) => unknown>

/** `values` are the values of the property, by the number that the accessors use. */
export function defineOption(
  prototype: object,
  name: string,
  number: number,
  width: OptionWidth,
  access: 'read' | 'write' | 'both',
  values?: readonly unknown[],
): void {
  const descriptor: PropertyDescriptor = {
    configurable: true,
    // The addon's property has no setter; this is V8's text for that, with the name of the native class.
    set() {
      throw new TypeError(`Cannot set property ${name} of #<${rootName(prototype)}> which has only a getter`)
    },
  }
  if (access !== 'write') {
    descriptor.get = function (this: Accessors) {
      const value = this[`get${width}Option`]?.(number)
      return values === undefined ? value : values[value as number]
    }
  }
  if (access !== 'read') {
    descriptor.set = function (this: Accessors, value: unknown) {
      this[`set${width}Option`]?.(number, values === undefined ? value : values.indexOf(value))
    }
  }
  Object.defineProperty(prototype, name, descriptor)
}

/** The class that the classes of `prototype` are derived from: Socket, Context. */
function rootName(prototype: object): string {
  const parent = Object.getPrototypeOf(prototype) as object
  return parent === Object.prototype ? prototype.constructor.name : rootName(parent)
}
