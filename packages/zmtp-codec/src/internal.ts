/** The exports for the other packages of this library. Unstable. */
export * from './index.ts'
export { decodeCommand, decodeError, decodePing, encodeCommand, encodeError, encodePing, MAX_TTL } from './command.ts'
export { dropArena } from './arena.ts'
export {
  asBytes,
  bytesOver,
  copyBytes,
  hexText,
  HostBuffer,
  isUtf8,
  joinBytes,
  latin1Text,
  sameBytes,
  utf8,
  utf8Size,
  utf8Text,
} from './bytes.ts'
export { Decoder } from './decoder.ts'
export type { DecoderSink } from './decoder.ts'
export { Encoder } from './encoder.ts'
export { EMPTY, allocate, copyOf, latin1 } from './frame.ts'
export { Greeting } from './greeting.ts'
export { LegacyDecoder, LegacyEncoder } from './legacy-framing.ts'
export { allocatePooled, canPool, guarded, guardedCopy, hasDetached, isDetached } from './pooled-memory.ts'
export type { Page } from './page.ts'
export { dropPages, pageOf } from './shared-page.ts'
export { ownedCopy, view } from './view.ts'
export { decodeProperties, encodeProperties, isPropertyName } from './metadata.ts'
