/** Node's cryptography, loaded when somebody first needs it: it takes a fifth of the time of all else, and most programs never do. */
import type * as NodeCrypto from 'node:crypto'

export function nodeCrypto(): typeof NodeCrypto {
  return process.getBuiltinModule('node:crypto')
}
