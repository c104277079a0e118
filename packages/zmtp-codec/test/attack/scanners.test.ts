/** P3: bytes that port scanners and other protocols send. None delivers a message, and only ProtocolErrors are thrown. */
import { EngineTrace, Xoshiro128, join, latin1, wire } from '@tszmq/testkit'
import type { SocketTypeName } from '../../src/socket-type.ts'

// Ids of threats: docs/threats.md.

const SCANS: [string, Uint8Array][] = [
  ['HTTP GET', latin1('GET / HTTP/1.1\r\nHost: 10.0.0.1:5555\r\nUser-Agent: scanner\r\nAccept: */*\r\n\r\n')],
  ['HTTP OPTIONS', latin1('OPTIONS / HTTP/1.0\r\n\r\n')],
  ['an HTTP/2 preface', latin1('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  [
    'a TLS 1.2 ClientHello',
    join(
      wire('16 03 01 00 7b 01 00 00 77 03 03'),
      new Uint8Array(32).fill(0x5a),
      wire('00 00 1a c0 2f c0 2b c0 11 c0 07 c0 13 c0 09 c0 14 c0 0a 00 05 00 2f 00 35 c0 12 00 0a 01 00'),
      new Uint8Array(70),
    ),
  ],
  ['an SSLv2 ClientHello', wire('80 2e 01 00 02 00 15 00 00 00 10 01 00 80 02 00 80 03 00 80 04 00 80 05 00 80 06 00 40 07 00 c0')],
  ['an SSH banner', latin1('SSH-2.0-OpenSSH_9.6\r\n')],
  ['an RDP connection request', wire('03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 03 00 00 00')],
  ['an SMB negotiation', join(wire("00 00 00 54 ff 'SMB' 72 00 00 00 00 18 01 28"), new Uint8Array(20), latin1('\x02NT LM 0.12\0'))],
  ['an SMB2 negotiation', join(wire("00 00 00 66 fe 'SMB' 40 00"), new Uint8Array(98))],
  ['a SIP request', latin1('OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm;branch=foo\r\n\r\n')],
  ['a DNS query over TCP', wire("00 1e 00 06 01 00 00 01 00 00 00 00 00 00 07 'version' 04 'bind' 00 00 10 00 03")],
  ['a PostgreSQL SSL request', wire('00 00 00 08 04 d2 16 2f')],
  [
    'a MongoDB query',
    join(wire('3a 00 00 00 a7 41 00 00 00 00 00 00 d4 07 00 00 00 00 00 00'), latin1('admin.$cmd\0'), new Uint8Array(25)),
  ],
  ['a Redis command', latin1('*1\r\n$4\r\nINFO\r\n')],
  ['a Memcached command', latin1('stats\r\n')],
  ['a SOCKS5 greeting', wire('05 01 00')],
  ['an MQTT CONNECT', wire("10 10 00 04 'MQTT' 04 02 00 3c 00 04 'scan'")],
  ['a Kafka request', wire('00 00 00 17 00 12 00 00 00 00 00 01 00 0d 73 63 61 6e')],
  ['an empty line', latin1('\r\n\r\n')],
  ['zeros', new Uint8Array(300)],
  ['ones', new Uint8Array(300).fill(0xff)],
  ['a long line of letters', latin1('A'.repeat(5000))],
]
const OWN: readonly SocketTypeName[] = ['PULL', 'SUB', 'ROUTER', 'DEALER', 'REP', 'PAIR', 'XPUB']
const inBytes = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))

describe('a scanner', () => {
  it.each(SCANS)('P3: that sends %s delivers no message, whole or byte by byte, once or again', (_name, bytes) => {
    for (const socketType of OWN) {
      for (const chunks of [[bytes], inBytes(bytes), [bytes, bytes, bytes]]) {
        const trace = new EngineTrace({ socketType }).receive(...chunks)
        expect(trace.messages).toEqual([])
        expect(trace.peer).toBeUndefined()
      }
    }
  })

  it('P3: that sends 3,000 random streams delivers no message to a socket that asks the application', () => {
    const random = new Xoshiro128(0x5ca9)
    for (let i = 0; i < 3000; i++) {
      const bytes = random.bytes(random.below(400))
      const trace = new EngineTrace({ socketType: 'PULL', authenticate: true }, { status: 200 }).receive(bytes)
      expect(trace.messages).toEqual([])
    }
  })

  it('P3: that sends 3,000 random streams delivers no message to a socket that accepts ZMTP 1.0', () => {
    const random = new Xoshiro128(0x5ca8)
    for (let i = 0; i < 3000; i++) {
      const trace = new EngineTrace({ socketType: 'PULL' }).receive(random.bytes(1 + random.below(400)))
      expect(trace.messages).toEqual([])
    }
  })
})
