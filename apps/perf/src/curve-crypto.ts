/**
 * Which cryptography our own side has under CURVE: it takes sodium-native where that is installed, else libsodium's WebAssembly. To
 * measure the second on a machine with the first, a worker is started in which sodium-native cannot be found. Refuses to measure one
 * for the other.
 */

export const curveCryptos = ['wasm', 'native'] as const
export type CurveCryptoName = (typeof curveCryptos)[number]

export const curveCryptoTitles: Record<CurveCryptoName, string> = { wasm: 'WebAssembly', native: 'sodium-native' }

/** Every other module is found as ever. */
const hook = `
export async function resolve(specifier, context, next) {
  if (specifier !== 'sodium-native') return next(specifier, context)
  throw Object.assign(new Error('sodium-native is hidden from this worker'), { code: 'ERR_MODULE_NOT_FOUND' })
}`

const preload = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))})`

/** The flags of Node for a worker that shall have this one. */
export function nodeFlagsFor(crypto: CurveCryptoName | undefined): string[] {
  return crypto === 'wasm' ? ['--import', dataUrl(preload)] : []
}

/** Why it cannot be measured, or undefined when it can. */
export async function whyNoCrypto(crypto: CurveCryptoName): Promise<string | undefined> {
  if (crypto === 'wasm' || (await cryptoHere()) === 'native') return undefined
  return 'sodium-native is not installed, or cannot be loaded'
}

/** Throws unless it is the one that our sockets have in this process. */
export async function checkCrypto(wanted: CurveCryptoName): Promise<void> {
  const here = await cryptoHere()
  if (here !== wanted) throw new Error(`CURVE would be measured with ${curveCryptoTitles[here]}, not with ${curveCryptoTitles[wanted]}`)
}

/** Loads our sockets, as a worker does: whoever measures others does without. */
async function cryptoHere(): Promise<CurveCryptoName> {
  const { loadLibsodiumCrypto, loadSodiumNativeCrypto } = await import('@tszmq/sockets/internal')
  return (await loadSodiumNativeCrypto(await loadLibsodiumCrypto())) === undefined ? 'wasm' : 'native'
}

function dataUrl(program: string): string {
  return `data:text/javascript,${encodeURIComponent(program)}`
}
