/** Browsers and their workers: without built-in transports, so a program gives its own to the context. */
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
