/** The socket types of the wire, their numbers, and who may talk to whom. */

/** Names as the Socket-Type property carries them (RFC 37), in the order of libzmq's numbers, from PAIR = 0. */
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

/** The types that a socket of type `own` may talk to. */
export function peersOf(own: SocketTypeName): readonly string[] {
  return LEGAL_PEERS.get(own) ?? []
}

/** Whether a socket of type `own` may talk to a peer that calls itself `peer`. Exact: `rep` and `''` are no types. */
export function mayTalk(own: SocketTypeName, peer: string): boolean {
  return LEGAL_PEERS.get(own)?.includes(peer) ?? false
}
