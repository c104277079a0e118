/** The test kit's door. A list of names, no logic. */
export { attackLimit, attackSize } from './attack-size.ts'
export type { Clause, ClauseList } from './clause.ts'
export { ConnRecorder } from './conn-recorder.ts'
export { loadCurveCrypto, loadLibsodiumCrypto, loadSodiumNativeCrypto } from '@tszmq/sockets/internal'
export { CurvePair, keyPair, type KeyPair } from './curve-pair.ts'
export { describeTransport, type Skip, type TransportSubject } from './describe-transport.ts'
export { everySplit } from './every-split.ts'
export { AllocationMeter } from './fuzz/allocation-meter.ts'
export { EngineTrace, engineOptions, meet } from './fuzz/engine-trace.ts'
export { PROTOTYPE_BYTES, PROTOTYPE_NAMES } from './fuzz/fuzz-input.ts'
export { FuzzFinding, fuzz, type FuzzOptions } from './fuzz/fuzzer.ts'
export { freshRuntime } from './fresh-runtime.ts'
export { GOLDEN_HANDSHAKES, type GoldenHandshake } from './fuzz/golden-handshakes.ts'
export { mutateHandshake } from './fuzz/handshake-mutations.ts'
export { decodeSlowly } from './fuzz/reference-decoder.ts'
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
} from './fuzz/wire-bytes.ts'
export { ToyCrypto } from './fuzz/toy-crypto.ts'
export { Xoshiro128 } from './fuzz/xoshiro128.ts'
export { ManualRuntime } from './manual-runtime.ts'
export { RawListener, RawPeer, type RawFrame } from './raw-peer.ts'
export { SocksServer, type SocksRequest, type SocksServerOptions } from './socks-server.ts'
export type { InteropSide, SideOptions, Traffic } from './peers/interop-side.ts'
export { INTEROP_LOGIN } from './peers/interop-side.ts'
export { CzmqProcess, CzmqProgram } from './peers/czmq-program.ts'
export { LibzmqPeer, requirePeer, type PeerName } from './peers/libzmq-peer.ts'
export { TrafficDigest, trafficBytes, trafficDigest, trafficMessage } from './peers/traffic.ts'
export { RANK } from './sim/event-heap.ts'
export { markOf } from './sim/sim-marks.ts'
export { LOOPBACK, SimNetwork, type NetworkProfile } from './sim/sim-network.ts'
export { SimRuntime } from './sim/sim-runtime.ts'
export { SimTransport } from './sim/sim-transport.ts'
export { SimWorld } from './sim/sim-world.ts'
export { SIM_PATTERNS, simulate, type SimPattern } from './sim/simulate.ts'
export { SimFinding } from './sim/simulation.ts'
export { turn, turns, until } from './turns.ts'
