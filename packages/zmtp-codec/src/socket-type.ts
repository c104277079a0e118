/** The socket types, their numbers, and which types may talk to each other. */

/** The names of the Socket-Type property (RFC 37), in the order of libzmq's numbers, from PAIR = 0. */
export const SOCKET_TYPES = [
  'PAIR',
  'PUB',
  'SUB',
  'REQ',
  'REP',
  'DEALER',
  'ROUTER',
  'PULL',
  'PUSH',
  'XPUB',
  'XSUB',
  'STREAM',
  'SERVER',
  'CLIENT',
  'RADIO',
  'DISH',
  'GATHER',
  'SCATTER',
  'DGRAM',
  'PEER',
  'CHANNEL',
] as const

/** The name of a socket type, such as `'PUB'`. */
export type SocketTypeName = (typeof SOCKET_TYPES)[number]

/** RFC 37, "The Socket-Type Property"; RFCs 41, 48, 49, 51 and 52 for the draft types. STREAM and DGRAM speak no ZMTP. */
const LEGAL_PEERS = new Map<string, readonly string[]>([
  ['PAIR', ['PAIR']],
  ['PUB', ['SUB', 'XSUB']],
  ['SUB', ['PUB', 'XPUB']],
  ['REQ', ['REP', 'ROUTER']],
  ['REP', ['REQ', 'DEALER']],
  ['DEALER', ['REP', 'DEALER', 'ROUTER']],
  ['ROUTER', ['REQ', 'DEALER', 'ROUTER']],
  ['PULL', ['PUSH']],
  ['PUSH', ['PULL']],
  ['XPUB', ['SUB', 'XSUB']],
  ['XSUB', ['PUB', 'XPUB']],
  ['SERVER', ['CLIENT']],
  ['CLIENT', ['SERVER']],
  ['RADIO', ['DISH']],
  ['DISH', ['RADIO']],
  ['GATHER', ['SCATTER']],
  ['SCATTER', ['GATHER']],
  ['PEER', ['PEER']],
  ['CHANNEL', ['CHANNEL']],
])

/** Returns the types that a socket of type `own` may talk to. */
export function peersOf(own: SocketTypeName): readonly string[] {
  return LEGAL_PEERS.get(own) ?? []
}

/** Returns true if a socket of type `own` may talk to a peer of type `peer`. The case must match: `rep` is not a type. */
export function mayTalk(own: SocketTypeName, peer: string): boolean {
  return LEGAL_PEERS.get(own)?.includes(peer) ?? false
}
