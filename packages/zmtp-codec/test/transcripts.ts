/**
 * Conversations with peers of every ZMTP version, byte by byte as RFCs 37, 23, 15 and 13 and libzmq have them. Each
 * step is what the peer sends, what we must have sent by then, a message given to `send`, or what must have been
 * delivered.
 */
import type { SocketTypeName } from '../src/socket-type.ts'

/** Bytes in the notation of `wire()`; an event in that of `EngineTrace`. */
export type Step = { readonly peer: string } | { readonly we: string } | { readonly app: readonly string[] } | { readonly event: string }

export interface Transcript {
  readonly name: string
  readonly socketType: SocketTypeName
  /** Our routing id. */
  readonly routingId?: string
  readonly steps: readonly Step[]
}

const SIGNATURE = 'ff 00 00 00 00 00 00 00 01 7f'
const NULL_FIELD = "'NULL' 00000000 00000000 00000000 00000000"
const FILLER = `00 ${'00'.repeat(31)}`
const TYPE = "0b 'Socket-Type' 00 00 00"
/** What a 3.x peer gets to see of us after its major version: 53 bytes. */
const REST = `01 ${NULL_FIELD} ${FILLER}`
const greeting = (minor: string): string => `${SIGNATURE} 03 ${minor} ${NULL_FIELD} ${FILLER}`

export const TRANSCRIPTS: readonly Transcript[] = [
  {
    name: 'DEALER to a 3.1 ROUTER that speaks first',
    socketType: 'DEALER',
    steps: [
      { peer: greeting('01') },
      { we: `${SIGNATURE} 03 ${REST} 04 29 05 'READY' ${TYPE} 06 'DEALER' 08 'Identity' 00 00 00 00` },
      { peer: `04 29 05 'READY' ${TYPE} 06 'ROUTER' 08 'Identity' 00 00 00 00` },
      { event: 'ready 3.1 NULL ROUTER   [["socket-type","ROUTER"]]' },
      { app: ["'hello'", ''] },
      { we: "01 05 'hello' 00 00" },
      { peer: "01 00 00 02 'hi'" },
      { event: 'message ,6869' },
      { peer: "04 09 04 'PING' 00 0a 'ab'" },
      { event: 'ping 1000' },
      { we: "04 07 04 'PONG' 'ab'" },
    ],
  },
  {
    name: 'ROUTER with a routing id to a 3.1 DEALER that waits for each part of the greeting',
    socketType: 'ROUTER',
    routingId: "'me'",
    steps: [
      { we: 'ff 00 00 00 00 00 00 00 03 7f' },
      { peer: SIGNATURE },
      { we: '03' },
      { peer: '03' },
      { we: REST },
      { peer: `01 ${NULL_FIELD} ${FILLER}` },
      { we: `04 2b 05 'READY' ${TYPE} 06 'ROUTER' 08 'Identity' 00 00 00 02 'me'` },
      { peer: `04 2c 05 'READY' ${TYPE} 06 'DEALER' 08 'Identity' 00 00 00 03 'you'` },
      { event: 'ready 3.1 NULL DEALER 796f75  [["socket-type","DEALER"]]' },
      { peer: "00 01 'x'" },
      { event: 'message 78' },
      { app: ["'y'"] },
      { we: "00 01 'y'" },
    ],
  },
  {
    name: 'SUB to a 3.1 PUB: subscriptions are commands',
    socketType: 'SUB',
    steps: [
      { peer: greeting('01') },
      { we: `${SIGNATURE} 03 ${REST} 04 19 05 'READY' ${TYPE} 03 'SUB'` },
      { peer: `04 19 05 'READY' ${TYPE} 03 'PUB'` },
      { event: 'ready 3.1 NULL PUB   [["socket-type","PUB"]]' },
      { app: ["01 'A'"] },
      { we: "04 0b 09 'SUBSCRIBE' 'A'" },
      { app: ["00 'A'"] },
      { we: "04 08 06 'CANCEL' 'A'" },
      { peer: "00 02 'A1'" },
      { event: 'message 4131' },
    ],
  },
  {
    name: 'PUB to a 3.1 SUB: subscription commands come as messages',
    socketType: 'PUB',
    steps: [
      { peer: `${greeting('01')} 04 19 05 'READY' ${TYPE} 03 'SUB' 04 0b 09 'SUBSCRIBE' 'A' 04 08 06 'CANCEL' 'A'` },
      { we: `${SIGNATURE} 03 ${REST} 04 19 05 'READY' ${TYPE} 03 'PUB'` },
      { event: 'ready 3.1 NULL SUB   [["socket-type","SUB"]]' },
      { event: 'message 0141' },
      { event: 'message 0041' },
      { app: ["'A1'"] },
      { we: "00 02 'A1'" },
    ],
  },
  {
    name: 'SUB to a 3.0 PUB: subscriptions are messages, one of 255 bytes with an honest LONG flag',
    socketType: 'SUB',
    steps: [
      { peer: `${greeting('00')} 04 19 05 'READY' ${TYPE} 03 'PUB'` },
      { we: `${SIGNATURE} 03 ${REST} 04 19 05 'READY' ${TYPE} 03 'SUB'` },
      { event: 'ready 3.0 NULL PUB   [["socket-type","PUB"]]' },
      { app: ["01 'A'"] },
      { we: "00 02 01 'A'" },
      { app: ["00 'A'"] },
      { we: "00 02 00 'A'" },
      { app: [`01 ${'41'.repeat(255)}`] },
      { we: `02 00 00 00 00 00 00 01 00 01 ${'41'.repeat(255)}` },
    ],
  },
  {
    name: 'PUB to a 3.0 SUB: both forms of a subscription are taken',
    socketType: 'PUB',
    steps: [
      { peer: `${greeting('00')} 04 19 05 'READY' ${TYPE} 03 'SUB' 00 02 01 'A' 04 0b 09 'SUBSCRIBE' 'B'` },
      { event: 'ready 3.0 NULL SUB   [["socket-type","SUB"]]' },
      { event: 'message 0141' },
      { event: 'message 0142' },
    ],
  },
  {
    name: 'DEALER to a 2.0 ROUTER',
    socketType: 'DEALER',
    routingId: "'me'",
    steps: [
      { we: 'ff 00 00 00 00 00 00 00 03 7f' },
      { peer: `${SIGNATURE} 01 06` },
      { we: "03 05 00 02 'me'" },
      { peer: '00 00' },
      { event: 'ready 2.0 NULL    []' },
      { app: [`'${'x'.repeat(256)}'`, "'b'"] },
      { we: `03 00 00 00 00 00 00 01 00 '${'x'.repeat(256)}' 00 01 'b'` },
      { peer: "01 01 'a' 00 01 'b'" },
      { event: 'message 61,62' },
    ],
  },
  {
    name: 'ROUTER to a 2.0 REQ with a routing id',
    socketType: 'ROUTER',
    steps: [
      { peer: `${SIGNATURE} 01 03 00 03 'you' 01 00 00 01 'q'` },
      { we: `${SIGNATURE} 03 06 00 00` },
      { event: 'ready 2.0 NULL  796f75  []' },
      { event: 'message ,71' },
    ],
  },
  {
    name: 'PUB to a 2.0 SUB',
    socketType: 'PUB',
    steps: [
      { peer: `${SIGNATURE} 01 02 00 00 00 02 01 'A'` },
      { we: `${SIGNATURE} 03 01 00 00` },
      { event: 'ready 2.0 NULL    []' },
      { event: 'message 0141' },
      { app: ["'A1'"] },
      { we: "00 02 'A1'" },
    ],
  },
  {
    name: 'PUSH to a PULL of revision 2, which RFC 37 takes for 2.0',
    socketType: 'PUSH',
    steps: [{ peer: `${SIGNATURE} 02 07 00 00` }, { we: `${SIGNATURE} 03 08 00 00` }, { event: 'ready 2.0 NULL    []' }],
  },
  {
    name: 'DEALER to a 1.0 peer with a signature',
    socketType: 'DEALER',
    routingId: "'me'",
    steps: [
      { peer: `${SIGNATURE} 00 06` },
      { we: "ff 00 00 00 00 00 00 00 03 7f 03 05 03 00 'me'" },
      { peer: '01 00' },
      { event: 'ready 1.0 NULL    []' },
      { app: ["'a'", `'${'x'.repeat(254)}'`] },
      { we: `02 01 'a' ff 00 00 00 00 00 00 00 ff 00 '${'x'.repeat(254)}'` },
      { peer: "02 01 'a' 01 00" },
      { event: 'message 61,' },
    ],
  },
  {
    name: 'PUB to a 1.0 SUB with a signature, which forwards its subscriptions',
    socketType: 'PUB',
    steps: [
      { peer: `${SIGNATURE} 00 02 01 00 03 00 01 'A'` },
      { we: `${SIGNATURE} 03 01 01 00` },
      { event: 'ready 1.0 NULL    []' },
      { event: 'message 0141' },
    ],
  },
  {
    name: 'ROUTER to a 1.0 REQ without a signature',
    socketType: 'ROUTER',
    routingId: "'me'",
    steps: [
      { we: 'ff 00 00 00 00 00 00 00 03 7f' },
      { peer: "04 00 'you'" },
      { we: "'me'" },
      { event: 'ready 1.0 NULL  796f75  []' },
      { peer: "01 01 02 00 'q'" },
      { event: 'message ,71' },
      { app: ['', "'a'"] },
      { we: "01 01 02 00 'a'" },
    ],
  },
  {
    name: 'REQ to a 1.0 REP without a signature and with a routing id in the long form',
    socketType: 'REQ',
    steps: [
      { peer: "ff 00 00 00 00 00 00 00 04 00 'you'" },
      { we: SIGNATURE },
      { event: 'ready 1.0 NULL  796f75  []' },
      { peer: "01 01 02 00 'a'" },
      { event: 'message ,61' },
    ],
  },
  {
    name: 'PUB to a 1.0 SUB without a signature, which forwards no subscriptions and is taken to want everything',
    socketType: 'PUB',
    steps: [
      { peer: '01 00' },
      { we: SIGNATURE },
      { event: 'ready 1.0 NULL    []' },
      { event: 'message 01' },
      { app: ["'A1'"] },
      { we: "03 00 'A1'" },
    ],
  },
  {
    name: 'XPUB to a 1.0 SUB without a signature, likewise',
    socketType: 'XPUB',
    steps: [{ peer: '01 00' }, { event: 'ready 1.0 NULL    []' }, { event: 'message 01' }],
  },
  {
    name: 'SUB to a 1.0 PUB without a signature: its subscriptions are messages',
    socketType: 'SUB',
    steps: [
      { peer: '01 00' },
      { we: SIGNATURE },
      { event: 'ready 1.0 NULL    []' },
      { app: ["01 'A'"] },
      { we: "03 00 01 'A'" },
      { peer: "03 00 'A1'" },
      { event: 'message 4131' },
    ],
  },
]
