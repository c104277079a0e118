/** Other implementations of ZeroMQ as processes that tests talk to: libzmq in Node and Python, and CZMQ in C. A list of names, no logic. */
export { CzmqProcess, CzmqProgram } from './czmq-program.ts'
export type { InteropSide, SideOptions, Traffic } from './interop-side.ts'
export { INTEROP_LOGIN } from './interop-side.ts'
export { LibzmqPeer, requirePeer, type PeerName } from './libzmq-peer.ts'
export { TrafficDigest, trafficBytes, trafficDigest, trafficMessage } from './traffic.ts'
