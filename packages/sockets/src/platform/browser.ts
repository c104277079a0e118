/** Browsers and their workers: no network of its own, so a context gets its transports from the program. */
import { browserCryptography } from './browser-cryptography.ts'
import { browserRuntime } from './browser-runtime.ts'
import type { Platform } from './platform.ts'

export const platform: Platform = {
  runtime: browserRuntime,
  createTransports: () => [],
  createThreadDirectory: () => undefined,
  warn: (text) => console.warn(text),
  cryptography: browserCryptography,
}
