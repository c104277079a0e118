/** For sibling packages only; unstable. */
export * from './index.ts'
export { Pipe } from './core/pipe.ts'
export type { PipeOptions, PipeOwner } from './core/pipe.ts'
export type { Pattern, PatternHost } from './core/pattern.ts'
export { CONTEXT_OPTIONS, SOCKET_OPTIONS } from './core/option-table.ts'
export type { OptionRow } from './core/option-table.ts'
export { Waiter } from './core/waiter.ts'
export { loadCurveCrypto, loadLibsodiumCrypto, loadSodiumNativeCrypto } from './security/curve-crypto.ts'
