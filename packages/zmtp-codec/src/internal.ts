/** For sibling packages only; unstable. */
export { decodeCommand, decodeError, decodePing, encodeCommand, encodeError, encodePing, MAX_TTL } from './command.ts'
export { Decoder } from './decoder.ts'
export type { DecoderSink } from './decoder.ts'
export { Encoder } from './encoder.ts'
export { EMPTY, allocate, ascii, copyOf, text } from './frame.ts'
export { Greeting } from './greeting.ts'
export { LegacyDecoder, LegacyEncoder } from './legacy-framing.ts'
export { decodeProperties, encodeProperties, isPropertyName } from './metadata.ts'
