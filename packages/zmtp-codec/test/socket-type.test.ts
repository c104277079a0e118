/** Tests of which socket types may talk to each other: the table of RFC 37, written a second time as pairs. */
import { SOCKET_TYPES, mayTalk } from '../src/socket-type.ts'

/** Each pair once, in either order. */
const PAIRS = [
  'PAIR-PAIR',
  'PUB-SUB',
  'PUB-XSUB',
  'XPUB-SUB',
  'XPUB-XSUB',
  'REQ-REP',
  'REQ-ROUTER',
  'REP-DEALER',
  'DEALER-DEALER',
  'DEALER-ROUTER',
  'ROUTER-ROUTER',
  'PUSH-PULL',
  'CLIENT-SERVER',
  'RADIO-DISH',
  'SCATTER-GATHER',
  'PEER-PEER',
  'CHANNEL-CHANNEL',
]
const legal = new Set(PAIRS.flatMap((pair) => [pair, pair.split('-').reverse().join('-')]))

describe('mayTalk', () => {
  it('is true for 29 ordered pairs, 21 of them of stable types', () => {
    const said = SOCKET_TYPES.flatMap((own) => SOCKET_TYPES.filter((peer) => mayTalk(own, peer)).map((peer) => `${own}-${peer}`))
    expect(new Set(said)).toEqual(legal)
    const drafts = /CLIENT|SERVER|RADIO|DISH|SCATTER|GATHER|PEER|CHANNEL/
    expect([said.length, said.filter((pair) => !drafts.test(pair)).length]).toEqual([29, 21])
  })

  it.each(SOCKET_TYPES)('is symmetric for %s', (own) => {
    for (const peer of SOCKET_TYPES) expect(mayTalk(own, peer)).toBe(mayTalk(peer, own))
  })

  it.each(['', 'rep', 'REP\0', ' REP', 'REPLY', '__proto__', 'constructor'])('is false for the unknown type %j', (peer) => {
    for (const own of SOCKET_TYPES) expect(mayTalk(own, peer)).toBe(false)
  })

  it('is always false for STREAM and DGRAM, which do not speak ZMTP', () => {
    for (const peer of SOCKET_TYPES) expect([mayTalk('STREAM', peer), mayTalk('DGRAM', peer)]).toEqual([false, false])
  })
})

describe('SOCKET_TYPES', () => {
  it("has libzmq's numbers for the types of a ZMTP 2.0 greeting", () => {
    expect(
      ['PAIR', 'PUB', 'SUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'PUSH'].map((type) => SOCKET_TYPES.indexOf(type as 'PAIR')),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })
})
