/** Checks of arguments: each throws a TypeError with the name of the argument and the value that was given. */

/** Throws TypeError unless `value` is an object. */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${name} must be an object, not ${kindOf(value)}`)
}

/** Throws TypeError unless `value` is an array. */
export function checkArray(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be an array, not ${kindOf(value)}`)
}

/** Throws TypeError unless `value` is a string. */
export function checkString(name: string, value: unknown): void {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string, not ${kindOf(value)}`)
}

/** Throws TypeError unless `value` is a function. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`${name} must be a function, not ${kindOf(value)}`)
}

/** Describes `value` for an error message. */
export function kindOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'symbol' || typeof value === 'function' ? `a ${typeof value}` : String(value)
}
