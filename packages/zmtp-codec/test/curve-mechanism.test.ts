/** Tests of CURVE through engines, both roles in memory: the bytes, the request to the application, and the wiping of secrets. */
import { inspect } from 'node:util'
import { loadLibsodiumCrypto } from '@tszmq/fuzzer'
import { CurvePair, EngineTrace, command, hex, join, keyPair, latin1, meet, wire } from '@tszmq/testkit'
import type { CurveCrypto } from '../src/curve-crypto.ts'
import { curveClient, curveServer } from '../src/curve.ts'
import type { MechanismPlugin } from '../src/mechanism.ts'

// Ids of threats: docs/threats.md.

let crypto: CurveCrypto
let pair: CurvePair
beforeAll(async () => {
  crypto = await loadLibsodiumCrypto()
  pair = new CurvePair(crypto)
})

/** Both sides in traffic, all that was sent taken. */
function connected(): { client: EngineTrace; server: EngineTrace } {
  const [client, server] = [pair.client(), pair.server({ status: 200 })]
  meet(client, server)
  return { client, server }
}

describe('CURVE', () => {
  it('sends commands of the sizes of RFC 26, and no READY of the server before the application has answered', () => {
    const [client, server] = [pair.client(), pair.server()]
    const sizes: number[] = []
    meet(client, server, (bytes) => {
      if (bytes[0] === 4) sizes.push(bytes[1]!)
      if (bytes[0] === 6) sizes.push(bytes.length - 9)
      return bytes
    })
    const metadata = join(wire("0b 'Socket-Type' 00 00 00 06 'DEALER' 08 'Identity' 00 00 00 00"))
    expect(sizes).toEqual([200, 168, 257 + metadata.length])
    expect(server.requests).toEqual([{ mechanism: 'CURVE', credentials: [Buffer.from(pair.clientKeys.publicKey)] }])
    server.engine.authorize({ status: 200, userId: 'joe' })
    const ready = server.take()
    expect([ready[0], ready[1], hex(ready.subarray(2, 8))]).toEqual([4, 30 + metadata.length, hex(wire("05 'READY'"))])
    client.receive(ready)
    expect(client.peer).toMatchObject({ mechanism: 'CURVE', socketType: 'ROUTER', version: '3.1' })
    expect(server.peer).toMatchObject({ mechanism: 'CURVE', socketType: 'DEALER', userId: 'joe' })
  })

  it.each([0, 1, 31, 32, 127, 128, 221, 222, 223, 255, 256, 2048, 8159, 8160, 65_535, 65_536, 200_000])(
    'carries frames of %i bytes both ways, without the COMMAND flag and out of sight',
    (size) => {
      const { client, server } = connected()
      const body = new Uint8Array(size).fill(0x61)
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        from.engine.send([body, latin1('end')])
        const sent = from.take()
        expect(sent[0]).toBe(size + 33 > 255 ? 2 : 0)
        if (size > 8) expect(Buffer.from(sent).includes(Buffer.from(body.subarray(0, 8)))).toBe(false)
        for (let at = 0; at < sent.length; at += 5000) to.receive(sent.slice(at, at + 5000))
        expect(to.error).toBeUndefined()
        expect(to.messages.at(-1)!.map((frame) => [frame.length, frame.every((byte) => byte === 0x61)])).toEqual([
          [size, true],
          [3, false],
        ])
      }
    },
  )

  it('encrypts PING and PONG', () => {
    const { client, server } = connected()
    client.engine.ping(1000)
    meet(client, server)
    expect([server.events.at(-1), client.events.at(-1)]).toEqual(['ping 1000', 'pong '])
  })

  it('encrypts subscriptions, as commands', () => {
    const client = pair.client({ socketType: 'SUB' })
    const server = pair.server({ status: 200 }, { socketType: 'XPUB' })
    meet(client, server)
    client.engine.send([wire("01 'A'")])
    client.engine.send([wire("00 'A'")])
    meet(client, server)
    expect(server.messages.map((parts) => parts.map(hex))).toEqual([['0141'], ['0041']])
  })

  it.each([
    [300, ''],
    [400, '400'],
    [500, '500'],
  ] as const)('refuses for status %i with the reason %j (RFC 26: 4, 67, 92)', (status, reason) => {
    const [client, server] = [pair.client(), pair.server({ status })]
    meet(client, server)
    expect(server.events).toEqual(['authenticate', '!ERR_ZMTP_REFUSED'])
    expect(client.events).toEqual(reason === '' ? [] : ['!ERR_ZMTP_PEER_ERROR'])
    if (reason !== '') expect(client.error!.reason).toBe(reason)
  })

  it('does not connect a client that has the key of another server (RFC 26: 7)', () => {
    const other = keyPair(crypto, 9).publicKey
    const [client, server] = [pair.client({}, pair.clientPlugin(crypto, other)), pair.server({ status: 200 })]
    meet(client, server)
    expect(server.events).toEqual(['!ERR_ZMTP_CRYPTOGRAPHIC'])
    expect(client.events).toEqual(['!ERR_ZMTP_PEER_ERROR'])
  })

  it('never sends READY to a peer of the wrong type', () => {
    const [client, server] = [pair.client({ socketType: 'PUB' }), pair.server({ status: 200 })]
    meet(client, server)
    expect([server.events, client.events]).toEqual([['authenticate', '!ERR_ZMTP_SOCKET_TYPE'], ['!ERR_ZMTP_PEER_ERROR']])
  })

  it('never sends READY to a peer without metadata', () => {
    const bare: MechanismPlugin = {
      ...pair.clientPlugin(),
      create: (context) => pair.clientPlugin().create({ ...context, metadata: new Uint8Array(0) }),
    }
    const [client, server] = [pair.client({}, bare), pair.server({ status: 200 })]
    meet(client, server)
    expect([server.events, hex(server.sent).includes(hex(latin1('\x05READY')))]).toEqual([['authenticate', '!ERR_ZMTP_SOCKET_TYPE'], false])
    expect(client.events).toEqual(['!ERR_ZMTP_PEER_ERROR'])
  })

  it.each(['serverKey', 'publicKey', 'secretKey'])('requires a %s of 32 bytes (RFC 26: 7, 23)', (name) => {
    const keys = { crypto, serverKey: new Uint8Array(32), publicKey: new Uint8Array(32), secretKey: new Uint8Array(32) }
    expect(() => curveClient({ ...keys, [name]: new Uint8Array(31) })).toThrow(RangeError)
    if (name !== 'serverKey') expect(() => curveServer({ ...keys, [name]: new Uint8Array(33) })).toThrow(/has 33 bytes/)
  })
})

describe('C9: the secrets of a connection', () => {
  /** Notes every secret that is made, by a copy of it and by itself. */
  function watched(): { crypto: CurveCrypto; secrets: { bytes: Uint8Array; was: string }[] } {
    const secrets: { bytes: Uint8Array; was: string }[] = []
    const note = <T extends Uint8Array | undefined>(bytes: T): T => {
      if (bytes?.length === 32) secrets.push({ bytes, was: hex(bytes) })
      return bytes
    }
    const watching: CurveCrypto = {
      random: (bytes) => (crypto.random(bytes), void note(bytes)),
      beforenm: (publicKey, secretKey) => note(crypto.beforenm(publicKey, secretKey)),
      publicKey: (secretKey) => crypto.publicKey(secretKey),
      seal: (...args) => crypto.seal(...args),
      open: (key, nonce, bytes, start, size) => {
        const opened = crypto.open(key, nonce, bytes, start, size)
        // What a cookie holds ends with a secret key.
        if (opened && Buffer.from(nonce.subarray(0, 8)).toString() === 'COOKIE--') note(bytes.subarray(size - 32))
        return opened
      },
      equal: (a, b) => crypto.equal(a, b),
      wipe: (secret) => crypto.wipe(secret),
    }
    return { crypto: watching, secrets }
  }

  it.each([1, 2, 3, 4, 5, 99])('are wiped when it is destroyed after %i pieces (RFC 26: 29)', (pieces) => {
    const { crypto: watching, secrets } = watched()
    const client = pair.client({}, pair.clientPlugin(watching))
    const server = new EngineTrace({ socketType: 'ROUTER', mechanisms: [pair.serverPlugin(watching)] }, { status: 200 })
    meet(client, server, (bytes, piece) => (piece < pieces ? bytes : new Uint8Array(0)))
    for (const side of [client, server]) side.engine.destroy()
    expect(secrets.filter(({ bytes }) => bytes.some((byte) => byte !== 0))).toEqual([])
    if (pieces === 99) expect(secrets.length).toBe(10)
  })

  it.each([
    ['cookie', 9 + 10],
    ['box', 9 + 9 + 96 + 8 + 100],
  ])('are wiped on the server when it is destroyed after an INITIATE with an invalid %s (RFC 26: 36)', (_what, at) => {
    const { crypto: watching, secrets } = watched()
    const server = new EngineTrace({ socketType: 'ROUTER', mechanisms: [pair.serverPlugin(watching)] }, { status: 200 })
    meet(pair.client(), server, (bytes) => {
      if (bytes.length > 250) bytes[at]! ^= 1
      return bytes
    })
    expect([server.error?.code, secrets.length > 2]).toEqual(['ERR_ZMTP_CRYPTOGRAPHIC', true])
    server.engine.destroy()
    expect(secrets.filter(({ bytes }) => bytes.some((byte) => byte !== 0))).toEqual([])
  })

  it('are wiped on the server when it is destroyed after a vouch with other keys (RFC 26: 36)', () => {
    const { crypto: watching, secrets } = watched()
    const server = new EngineTrace({ socketType: 'ROUTER', mechanisms: [pair.serverPlugin(watching)] }, { status: 200 })
    const claimed = { publicKey: keyPair(crypto, 7).publicKey, secretKey: pair.clientKeys.secretKey }
    meet(pair.client({}, pair.clientPlugin(crypto, pair.serverKeys.publicKey, claimed)), server)
    expect([server.error?.code, secrets.length > 2]).toEqual(['ERR_ZMTP_CRYPTOGRAPHIC', true])
    server.engine.destroy()
    expect(secrets.filter(({ bytes }) => bytes.some((byte) => byte !== 0))).toEqual([])
  })

  it('are not shown by inspect or in an error (RFC 26: 30)', () => {
    const { crypto: watching, secrets } = watched()
    const client = pair.client({}, pair.clientPlugin(watching))
    const server = new EngineTrace({ socketType: 'ROUTER', mechanisms: [pair.serverPlugin(watching)] }, { status: 200 })
    const texts = [inspect(pair.serverPlugin(), { depth: 9, showHidden: true })]
    meet(client, server, (bytes) => {
      texts.push(inspect([client.engine, server.engine], { depth: 9, showHidden: true }))
      return bytes
    })
    server.receive(command('MESSAGE'))
    texts.push(inspect(server.error), inspect([client.engine, server.engine], { depth: 9 }))
    const all = texts.join().toLowerCase()
    for (const { was } of secrets) {
      expect(all).not.toContain(was)
      expect(all).not.toContain(was.replace(/(..)(?!$)/g, '$1 '))
      expect(all).not.toContain([...Buffer.from(was, 'hex')].slice(0, 6).join(', '))
    }
  })

  it('cannot be used to seal or open after destroy', () => {
    const { client, server } = connected()
    client.engine.send([latin1('a')])
    const sent = client.take()
    for (const side of [client, server]) side.engine.destroy()
    client.engine.send([latin1('b')])
    server.receive(sent)
    expect([client.take().length, server.messages.length]).toEqual([0, 0])
  })
})
