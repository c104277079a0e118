/**
 * Conversations of our sockets with peers of ZMTP 3.0, 2.0 and 1.0, byte by byte as RFCs 23, 15 and 13 and libzmq have
 * them.
 * Bytes are in the notation of `wire()`; frames of the application are Latin-1.
 */
export type Step =
  { readonly peer: string } | { readonly we: string } | { readonly send: readonly string[] } | { readonly receive: readonly string[] }

export interface Conversation {
  readonly name: string
  readonly type: 'DEALER' | 'ROUTER' | 'REQ' | 'REP' | 'PUSH' | 'PULL' | 'SUB' | 'XPUB'
  readonly options?: { readonly routingId: string }
  /** What a SUB subscribes to before it has a peer. */
  readonly topic?: string
  readonly steps: readonly Step[]
}

const SIGNATURE = 'ff 00 00 00 00 00 00 00 01 7f'
const SIGNATURE_OF_ME = 'ff 00 00 00 00 00 00 00 03 7f'
const REST = `'NULL' ${'00'.repeat(16)} 00 ${'00'.repeat(31)}`
const TYPE = "0b 'Socket-Type' 00 00 00"
const V30 = `${SIGNATURE} 03 00 ${REST}`
const V31 = `${SIGNATURE} 03 01 ${REST}`

const LONG = 'x'.repeat(256)
const LONG_FRAME = `02 00 00 00 00 00 00 01 00 '${LONG}'`
const MORE_LONG_FRAME = `03 00 00 00 00 00 00 01 00 '${LONG}'`

export const OLD_CONVERSATIONS: readonly Conversation[] = [
  {
    name: 'a DEALER and a 3.0 ROUTER',
    type: 'DEALER',
    steps: [
      { peer: V30 },
      { we: `${V31} 04 29 05 'READY' ${TYPE} 06 'DEALER' 08 'Identity' 00 00 00 00` },
      { peer: `04 29 05 'READY' ${TYPE} 06 'ROUTER' 08 'Identity' 00 00 00 00` },
      { send: ['a', '', LONG] },
      { we: `01 01 'a' 01 00 ${LONG_FRAME}` },
      { peer: `${MORE_LONG_FRAME} 01 00 00 01 'b' 00 00` },
      { receive: [LONG, '', 'b'] },
      { receive: [''] },
    ],
  },
  {
    name: 'a REQ and a 3.0 REP',
    type: 'REQ',
    steps: [
      { peer: `${V30} 04 26 05 'READY' ${TYPE} 03 'REP' 08 'Identity' 00 00 00 00` },
      { we: `${V31} 04 26 05 'READY' ${TYPE} 03 'REQ' 08 'Identity' 00 00 00 00` },
      { send: ['q'] },
      { we: "01 00 00 01 'q'" },
      { peer: "01 00 01 01 'a' 00 00" },
      { receive: ['a', ''] },
    ],
  },
  {
    name: 'a SUB and a 3.0 PUB, which takes subscriptions as messages only',
    type: 'SUB',
    topic: 'A',
    steps: [
      { peer: `${V30} 04 19 05 'READY' ${TYPE} 03 'PUB'` },
      { we: `${V31} 04 19 05 'READY' ${TYPE} 03 'SUB' 00 02 01 'A'` },
      { peer: "00 02 'B0' 01 02 'A1' 00 00" },
      { receive: ['A1', ''] },
    ],
  },
  {
    name: 'an XPUB and a 3.0 SUB, which subscribes by message',
    type: 'XPUB',
    steps: [
      { peer: `${V30} 04 19 05 'READY' ${TYPE} 03 'SUB' 00 02 01 'A'` },
      { we: `${V31} 04 1a 05 'READY' ${TYPE} 04 'XPUB'` },
      { receive: ['\x01A'] },
      { send: ['B0'] },
      { send: ['A1', ''] },
      { we: "01 02 'A1' 00 00" },
    ],
  },
  {
    name: 'a DEALER and a 2.0 ROUTER',
    type: 'DEALER',
    options: { routingId: 'me' },
    steps: [
      { we: SIGNATURE_OF_ME },
      { peer: `${SIGNATURE} 01 06` },
      { we: "03 05 00 02 'me'" },
      { peer: '00 00' },
      { send: [LONG, 'b'] },
      { we: `${MORE_LONG_FRAME} 00 01 'b'` },
      { peer: "01 01 'a' 01 00 00 01 'b'" },
      { receive: ['a', '', 'b'] },
    ],
  },
  {
    name: 'a ROUTER and a 2.0 REQ with a routing id',
    type: 'ROUTER',
    steps: [
      { peer: `${SIGNATURE} 01 03 00 03 'you' 01 00 00 01 'q'` },
      { we: `${SIGNATURE} 03 06 00 00` },
      { receive: ['you', '', 'q'] },
      { send: ['you', '', 'a', ''] },
      { we: "01 00 01 01 'a' 00 00" },
    ],
  },
  {
    name: 'a REQ and a 2.0 REP',
    type: 'REQ',
    steps: [
      { peer: `${SIGNATURE} 01 04 00 00` },
      { we: `${SIGNATURE} 03 03 00 00` },
      { send: [''] },
      { we: '01 00 00 00' },
      { peer: "01 00 00 01 'a'" },
      { receive: ['a'] },
    ],
  },
  {
    name: 'a PUSH and a 2.0 PULL',
    type: 'PUSH',
    steps: [
      { peer: `${SIGNATURE} 01 07 00 00` },
      { we: `${SIGNATURE} 03 08 00 00` },
      { send: [''] },
      { send: ['1', LONG] },
      { we: `00 00 01 01 '1' ${LONG_FRAME}` },
    ],
  },
  {
    name: 'an XPUB and a 2.0 SUB',
    type: 'XPUB',
    steps: [
      { peer: `${SIGNATURE} 01 02 00 00 00 02 01 'A'` },
      { we: `${SIGNATURE} 03 09 00 00` },
      { receive: ['\x01A'] },
      { send: ['B0'] },
      { send: ['A1'] },
      { we: "00 02 'A1'" },
      { peer: "00 02 00 'A'" },
      { receive: ['\x00A'] },
    ],
  },
  {
    name: 'a SUB and a 2.0 PUB',
    type: 'SUB',
    topic: 'A',
    steps: [
      { peer: `${SIGNATURE} 01 01 00 00` },
      { we: `${SIGNATURE} 03 02 00 00 00 02 01 'A'` },
      { peer: "00 02 'B0' 00 02 'A1'" },
      { receive: ['A1'] },
    ],
  },
  {
    name: 'a DEALER and a 1.0 ROUTER with a signature',
    type: 'DEALER',
    options: { routingId: 'me' },
    steps: [
      { peer: `${SIGNATURE} 00 06` },
      { we: `${SIGNATURE_OF_ME} 03 05 03 00 'me'` },
      { peer: '01 00' },
      { send: ['a', 'x'.repeat(254)] },
      { we: `02 01 'a' ff 00 00 00 00 00 00 00 ff 00 '${'x'.repeat(254)}'` },
      { peer: "02 01 'a' 01 00" },
      { receive: ['a', ''] },
    ],
  },
  {
    name: 'a ROUTER and a 1.0 REQ without a signature',
    type: 'ROUTER',
    options: { routingId: 'me' },
    steps: [
      { we: SIGNATURE_OF_ME },
      { peer: "04 00 'you'" },
      { we: "'me'" },
      { peer: "01 01 02 00 'q'" },
      { receive: ['you', '', 'q'] },
      { send: ['you', '', 'a'] },
      { we: "01 01 02 00 'a'" },
    ],
  },
  {
    name: 'a REP and a 1.0 REQ without a name and without a signature',
    type: 'REP',
    steps: [{ peer: "01 00 01 01 02 00 'q'" }, { we: SIGNATURE }, { receive: ['q'] }, { send: ['a', ''] }, { we: "01 01 02 01 'a' 01 00" }],
  },
  {
    name: 'a PULL and a 1.0 PUSH without a signature',
    type: 'PULL',
    steps: [
      { peer: `01 00 01 00 02 01 '1' ff 00 00 00 00 00 00 01 01 00 '${LONG}'` },
      { we: SIGNATURE },
      { receive: [''] },
      { receive: ['1', LONG] },
    ],
  },
  {
    name: 'a SUB and a 1.0 PUB without a signature',
    type: 'SUB',
    topic: 'A',
    steps: [{ peer: '01 00' }, { we: `${SIGNATURE} 03 00 01 'A'` }, { peer: "03 00 'B0' 03 00 'A1'" }, { receive: ['A1'] }],
  },
  {
    name: 'an XPUB and a 1.0 SUB without a signature, which filters for itself and so gets everything',
    type: 'XPUB',
    steps: [{ peer: '01 00' }, { we: SIGNATURE }, { receive: ['\x01'] }, { send: ['B0', ''] }, { we: "03 01 'B0' 01 00" }],
  },
]
