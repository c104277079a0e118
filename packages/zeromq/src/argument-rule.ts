/** Checks the types of arguments at run time, with the addon's texts. */

/** The check of one argument, and the text of the TypeError if it fails. */
export interface ArgumentRule {
  readonly accepts: (value: unknown) => boolean
  readonly text: string
}

const isNumber = (value: unknown): boolean => typeof value === 'number'
const isObject = (value: unknown): boolean => (typeof value === 'object' && value !== null) || typeof value === 'function'

export const ADDRESS: ArgumentRule = { accepts: (value) => typeof value === 'string', text: 'Address must be a string' }
export const MESSAGE: ArgumentRule = { accepts: (value) => value !== undefined, text: 'Message must be present' }
export const SOCKET_TYPE: ArgumentRule = { accepts: isNumber, text: 'Socket type must be a number' }
export const OPTIONS: ArgumentRule = { accepts: (value) => value === undefined || isObject(value), text: 'Options must be an object' }
export const FRONT_END: ArgumentRule = { accepts: isObject, text: 'Front-end must be a socket object' }
export const BACK_END: ArgumentRule = { accepts: isObject, text: 'Back-end must be a socket object' }
export const OBSERVED: ArgumentRule = { accepts: isObject, text: 'Socket must be a socket object' }
export const IDENTIFIER: ArgumentRule = { accepts: isNumber, text: 'Identifier must be a number' }
export const NUMBER_VALUE: ArgumentRule = { accepts: isNumber, text: 'Option value must be a number' }
export const BOOLEAN_VALUE: ArgumentRule = { accepts: (value) => typeof value === 'boolean', text: 'Option value must be a boolean' }
export const STRING_VALUE: ArgumentRule = {
  accepts: (value) => value === null || typeof value === 'string' || ArrayBuffer.isView(value),
  text: 'Option value must be a string or buffer',
}

/** Throws TypeError for the first argument that fails its check, and if there are more arguments than rules. */
export function checkArguments(given: ArrayLike<unknown>, ...rules: readonly ArgumentRule[]): void {
  for (let i = 0; i < rules.length; i++) {
    const { accepts, text } = rules[i] as ArgumentRule
    if (!accepts(given[i])) throw new TypeError(text)
  }
  if (given.length > rules.length) {
    throw new TypeError(`Expected ${rules.length} argument${rules.length === 1 ? '' : 's'} but received ${given.length}`)
  }
}
