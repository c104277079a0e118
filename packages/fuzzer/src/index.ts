/** Fuzzing by structure: inputs, targets and the loop that looks for one that fails. A list of names, no logic. */
export { attackLimit, attackSize } from './attack-size.ts'
export { runCommand, UsageError, wholeNumber, type Command, type Values } from './command-line.ts'
export { commands, connection, damage, frames, PROTOTYPE_BYTES, PROTOTYPE_NAMES } from './fuzz-input.ts'
export { FuzzFinding, fuzz, type FuzzOptions } from './fuzzer.ts'
export { mutateHandshake } from './handshake-mutations.ts'
export { loadCurveCrypto, loadLibsodiumCrypto, loadSodiumNativeCrypto } from '@tszmq/sockets/internal'
