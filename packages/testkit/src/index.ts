/** Suites and tools for tests of ZeroMQ: of a transport, of an engine, of bytes on the wire. A list of names, no logic. */
export { AllocationMeter } from './allocation-meter.ts'
export { describeActor, type ActorSubject } from './describe-actor.ts'
export { describePattern, type PatternPeer, type PatternSubject, type PatternTraits } from './pattern/describe-pattern.ts'
export { freshRuntime } from './runtime/fresh-runtime.ts'
export { ManualRuntime } from './runtime/manual-runtime.ts'
export { endWaits, turn, turns, until } from './runtime/turns.ts'
export type { Clause, ClauseList } from './spec/clause.ts'
export { ConnRecorder } from './transport/conn-recorder.ts'
export { describeTransport, type Skip, type TransportSubject } from './transport/describe-transport.ts'
export { SocksServer, type SocksRequest, type SocksServerOptions } from './transport/socks-server.ts'
export { CurvePair, keyPair, type KeyPair } from './wire/curve-pair.ts'
export { EngineTrace, engineOptions, meet } from './wire/engine-trace.ts'
export { everySplit } from './wire/every-split.ts'
export { GOLDEN_HANDSHAKES, SECURE_HANDSHAKES, type GoldenHandshake } from './wire/golden-handshakes.ts'
export { handshakeVectors, type HandshakeVector } from './wire/handshake-vectors.ts'
export { RawListener, RawPeer, type RawFrame } from './wire/raw-peer.ts'
export { decodeSlowly } from './wire/reference-decoder.ts'
export { ToyCrypto } from './wire/toy-crypto.ts'
export {
  command,
  frame,
  greeting,
  hex,
  join,
  latin1,
  legacyFrame,
  message,
  property,
  ready,
  wire,
  type GreetingFields,
} from './wire/wire-bytes.ts'
export { Xoshiro128 } from './xoshiro128.ts'
