/** The test kit's door. A list of names, no logic. */
export { ConnRecorder } from './conn-recorder.ts'
export { describeTransport, type Skip, type TransportSubject } from './describe-transport.ts'
export { everySplit } from './every-split.ts'
export { AllocationMeter } from './fuzz/allocation-meter.ts'
export { EngineTrace, engineOptions } from './fuzz/engine-trace.ts'
export { PROTOTYPE_BYTES, PROTOTYPE_NAMES } from './fuzz/fuzz-input.ts'
export { FuzzFinding, fuzz, type FuzzOptions } from './fuzz/fuzzer.ts'
export { GOLDEN_HANDSHAKES, type GoldenHandshake } from './fuzz/golden-handshakes.ts'
export { mutateHandshake } from './fuzz/handshake-mutations.ts'
export { decodeSlowly } from './fuzz/reference-decoder.ts'
export {
  command, frame, greeting, hex, join, latin1, legacyFrame, message, property, ready, wire, type GreetingFields,
} from './fuzz/wire-bytes.ts'
export { Xoshiro128 } from './fuzz/xoshiro128.ts'
export { RawListener, RawPeer, type RawFrame } from './raw-peer.ts'
