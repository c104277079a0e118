/** Tests of RFC 26 (CurveZMQ) and RFC 25, against a separate implementation. The numbers are those of rfc26-clauses.ts. */
import { loadLibsodiumCrypto } from '@tszmq/fuzzer'
import { CurvePair, EngineTrace, command, frame, greeting, hex, join, latin1, message, property, wire } from '@tszmq/testkit'
import type { CurveCrypto } from '../../src/curve-crypto.ts'
import type { Verdict } from '../../src/mechanism.ts'
import { BookClient, BookServer, frames, short } from './curve-by-the-book.ts'

let crypto: CurveCrypto
let pair: CurvePair
beforeAll(async () => {
  crypto = await loadLibsodiumCrypto()
  pair = new CurvePair(crypto)
})

const DEALER = property('Socket-Type', 'DEALER')
const ROUTER = property('Socket-Type', 'ROUTER')
const LET_IN: Verdict = { status: 200 }
const ERROR = hex(latin1('\x05ERROR'))

/** Flags and bodies of what was sent since the last time. */
function said(trace: EngineTrace): { flags: number; body: Uint8Array }[] {
  return frames(trace.take())
}

/** The only body that was sent since the last time. */
function only(trace: EngineTrace): Uint8Array {
  const sent = said(trace)
  expect(sent.length).toBe(1)
  return sent[0]!.body
}

const name = (body: Uint8Array): string => Buffer.from(body.subarray(1, 1 + body[0]!)).toString()

interface OurClient {
  ours: EngineTrace
  book: BookServer
  hello: Uint8Array
}

/** Our client has said HELLO to a server by hand, which has read it. */
function ourClient(ours = pair.client()): OurClient {
  const book = new BookServer(crypto, pair.serverKeys)
  ours.take()
  ours.receive(greeting({ mechanism: 'CURVE', asServer: 1 }))
  const hello = frames(ours.take().subarray(64 - 10))[0]!.body
  book.hello(hello)
  return { ours, book, hello }
}

/** It has said INITIATE as well. */
function welcomedClient(ours?: EngineTrace): OurClient & { initiate: Uint8Array } {
  const sides = ourClient(ours)
  sides.ours.receive(sides.book.welcome())
  return { ...sides, initiate: only(sides.ours) }
}

/** It is in. */
function readyClient(): OurClient & { initiate: Uint8Array } {
  const sides = welcomedClient()
  sides.ours.receive(sides.book.ready(ROUTER))
  expect(sides.ours.error).toBeUndefined()
  return sides
}

interface OurServer {
  ours: EngineTrace
  book: BookClient
  welcome: Uint8Array
}

/** Our server has said WELCOME to a client by hand, which has read it. */
function ourServer(ours = pair.server(LET_IN)): OurServer {
  const book = new BookClient(crypto, pair.clientKeys, pair.serverKeys.publicKey)
  ours.receive(greeting({ mechanism: 'CURVE' }))
  ours.take()
  ours.receive(book.hello())
  const welcome = only(ours)
  book.welcome(welcome)
  return { ours, book, welcome }
}

/** It has said READY as well. */
function readyServer(): OurServer & { ready: Uint8Array } {
  const sides = ourServer()
  sides.ours.receive(sides.book.initiate(DEALER))
  return { ...sides, ready: only(sides.ours) }
}

/** Cryptography that notes each key that it makes or agrees on: itself, and what it was. */
function watched(): { watching: CurveCrypto; keys: { bytes: Uint8Array; was: Uint8Array }[]; nonces: string[] } {
  const keys: { bytes: Uint8Array; was: Uint8Array }[] = []
  const nonces: string[] = []
  const watching: CurveCrypto = {
    random: (bytes) => {
      crypto.random(bytes)
      if (bytes.length === 32) keys.push({ bytes, was: Uint8Array.from(bytes) })
      if (bytes.length === 16) nonces.push(hex(bytes))
    },
    beforenm: (publicKey, secretKey) => {
      const bytes = crypto.beforenm(publicKey, secretKey)
      if (bytes !== undefined) keys.push({ bytes, was: Uint8Array.from(bytes) })
      return bytes
    },
    publicKey: (secretKey) => crypto.publicKey(secretKey),
    seal: (...args) => crypto.seal(...args),
    open: (...args) => crypto.open(...args),
    equal: (a, b) => crypto.equal(a, b),
    wipe: (secret) => crypto.wipe(secret),
  }
  return { watching, keys, nonces }
}

const watchedServer = (watching: CurveCrypto): EngineTrace =>
  new EngineTrace({ socketType: 'ROUTER', mechanisms: [pair.serverPlugin(watching)] }, LET_IN)

describe('RFC 25', () => {
  it('the greeting of a server SHALL have as-server, that of a client not; the value of the peer is ignored (RFC 25: 2)', () => {
    expect([
      pair.client().receive(greeting({ mechanism: 'CURVE' })).sent[32],
      pair.server().receive(greeting({ mechanism: 'CURVE' })).sent[32],
    ]).toEqual([0, 1])
    for (const asServer of [0, 1]) {
      const client = pair.client().receive(greeting({ mechanism: 'CURVE', asServer }))
      const server = pair.server().receive(greeting({ mechanism: 'CURVE', asServer }))
      expect([client.error, server.error]).toEqual([undefined, undefined])
    }
  })

  it('the mechanism starts with HELLO from the client right after the greeting; the server sends nothing first (24) (RFC 25: 3)', () => {
    const client = pair.client().receive(greeting({ mechanism: 'CURVE', asServer: 1 }).subarray(0, 63))
    expect(client.sent.length).toBe(64)
    client.receive(Uint8Array.of(0))
    expect(name(only(client))).toBe('HELLO')
    const server = pair.server().receive(greeting({ mechanism: 'CURVE' }))
    expect(server.sent.length).toBe(64)
  })

  it('the name of a command has its length before it, and is not padded (1) (RFC 25: 5)', () => {
    const [client, server] = [welcomedClient(), readyServer()]
    client.ours.receive(client.book.ready(ROUTER))
    client.ours.engine.send([latin1('a')])
    const bodies = [client.hello, server.welcome, client.initiate, server.ready, only(client.ours)]
    const names = ['HELLO', 'WELCOME', 'INITIATE', 'READY', 'MESSAGE']
    expect(bodies.map((body, i) => hex(body.subarray(0, 1 + names[i]!.length)))).toEqual(
      names.map((each) => hex(wire(`0${each.length} '${each}'`))),
    )
  })
})

describe('RFC 26, the whole handshake', () => {
  it('our server answers HELLO by WELCOME and INITIATE by READY; then messages are sent in both directions in any order (2, 12, 42, 68, 70) (RFC 25: 4)', () => {
    const { ours, book, welcome, ready } = readyServer()
    expect([name(welcome), name(ready), ours.peer!.mechanism]).toEqual(['WELCOME', 'READY', 'CURVE'])
    ours.receive(book.message(3, 0, latin1('a')), book.message(4, 0, latin1('b')))
    ours.engine.send([latin1('x')])
    ours.receive(book.message(5, 0, latin1('c')))
    ours.engine.send([latin1('y')])
    expect(said(ours).map(({ body }) => hex(book.read(body).data))).toEqual(['78', '79'])
    expect(ours.messages.map(([data]) => hex(data!))).toEqual(['61', '62', '63'])
  })

  it('our client sends HELLO, INITIATE after WELCOME, and after READY messages are sent in both directions in any order (2, 12, 53, 77) (RFC 25: 4)', () => {
    const { ours, book, hello, initiate } = readyClient()
    expect([name(hello), name(initiate), ours.peer!.mechanism]).toEqual(['HELLO', 'INITIATE', 'CURVE'])
    ours.engine.send([latin1('x')])
    ours.receive(book.message(2, 0, latin1('a')))
    ours.engine.send([latin1('y')])
    ours.receive(book.message(3, 0, latin1('b')))
    expect(said(ours).map(({ body }) => hex(book.read(body).data))).toEqual(['78', '79'])
    expect(ours.messages.map(([data]) => hex(data!))).toEqual(['61', '62'])
  })

  it('HELLO, WELCOME and INITIATE out of order, and a MESSAGE before READY, are refused (12)', () => {
    const early = ourServer()
    expect(early.ours.receive(early.book.message(2, 0, latin1('a'))).events).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
    const twice = ourServer()
    expect(twice.ours.receive(twice.book.hello(2)).events).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
    const client = welcomedClient()
    expect(client.ours.receive(client.book.welcome()).events).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
    const unready = welcomedClient()
    expect(unready.ours.receive(unready.book.message(1, 0, latin1('a'))).events).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
  })

  it('a client SHALL NOT send ERROR, whatever is wrong with the commands of its server (6)', () => {
    const wrong: ((sides: OurClient) => Uint8Array)[] = [
      () => command('WELCOME', new Uint8Array(160)),
      () => command('WELCOME'),
      () => command('INITIATE', new Uint8Array(300)),
      ({ book }) => join(book.welcome(), command('READY', new Uint8Array(40))),
      ({ book }) => join(book.welcome(), book.ready(property('Socket-Type', 'PUB'))),
      ({ book }) => join(book.welcome(), book.ready(wire('00'))),
      ({ book }) => join(book.welcome(), book.ready(ROUTER), message(latin1('in the clear'))),
      ({ book }) => join(book.welcome(), book.ready(ROUTER), book.message(2, 4, latin1('a'))),
    ]
    for (const say of wrong) {
      const sides = ourClient()
      sides.ours.receive(say(sides))
      expect([sides.ours.error === undefined, hex(sides.ours.sent).includes(ERROR)]).toEqual([false, false])
    }
  })
})

describe('RFC 26, HELLO', () => {
  it("HELLO SHALL be 200 octets: version 1 0, 72 zeros, C', a short nonce, and a box of 64 zeros from C' to S (13, 25, 26, 27, 31, 32)", () => {
    const { book, hello } = ourClient()
    const { version, padding, signature } = book.hello(hello)
    expect([hello.length, [...version], padding.length, signature.length]).toEqual([200, [1, 0], 72, 64])
    expect([padding, signature].every((bytes) => bytes.every((byte) => byte === 0))).toBe(true)
  })

  it('a server accepts such a HELLO (13, 27)', () => expect(ourServer().ours.error).toBeUndefined())

  it('a client SHALL make a new pair of transient keys for each connection (28)', () => {
    const plugin = pair.clientPlugin()
    const keys = Array.from({ length: 20 }, () => hex(ourClient(pair.client({}, plugin)).book.theirs))
    expect(new Set([...keys, hex(pair.clientKeys.publicKey)]).size).toBe(21)
  })

  it('a client MUST NOT share its secret keys: they are in no command, open or sealed (30)', () => {
    const { watching, keys } = watched()
    const sides = welcomedClient(pair.client({}, pair.clientPlugin(watching)))
    const { client, vouch, metadata } = sides.book.initiate(sides.initiate)
    const told = hex(join(sides.ours.sent, client, vouch, metadata))
    expect(keys.length).toBe(4)
    for (const { was } of [...keys, { was: pair.clientKeys.secretKey }]) expect(told).not.toContain(hex(was))
  })

  it("a server SHALL make a new transient pair for a HELLO, and encode it in WELCOME: S' in its box, s' in its cookie (15, 35, 47, 48)", () => {
    const { watching, keys } = watched()
    const { book } = ourServer(watchedServer(watching))
    const transient = keys.find(({ was }) => hex(crypto.publicKey(was)) === hex(book.theirs))!
    const contents = keys.flatMap(({ was }) => {
      try {
        return [hex(book.opened(was, 'COOKIE--', book.cookie.subarray(0, 16), book.cookie.subarray(16)))]
      } catch {
        return []
      }
    })
    expect(contents).toEqual([hex(join(book.transient.publicKey, transient.was))])
    expect(new Set(Array.from({ length: 20 }, () => hex(ourServer().book.theirs))).size).toBe(20)
  })

  it('a server SHALL not keep that pair: the key of the cookie is its only secret (36, 37)', () => {
    const { watching, keys } = watched()
    const { book } = ourServer(watchedServer(watching))
    const left = keys.filter(({ bytes }) => bytes.some((byte) => byte !== 0))
    expect([keys.length, left.length]).toEqual([3, 1])
    expect(() => book.opened(left[0]!.was, 'COOKIE--', book.cookie.subarray(0, 16), book.cookie.subarray(16))).not.toThrow()
  })

  it('the short nonces of a client SHALL rise by one with each command (11, 38)', () => {
    const { ours, book, hello, initiate } = readyClient()
    ours.engine.send([latin1('a'), latin1('b')])
    ours.engine.send([latin1('c')])
    const nonces = [book.hello(hello).nonce, book.initiate(initiate).nonce, ...said(ours).map(({ body }) => book.read(body).nonce)]
    expect(nonces).toEqual([1, 2, 3, 4, 5])
  })

  it('a server SHALL disconnect a client that repeats a short nonce or uses a smaller one (40, 41)', () => {
    for (const nonce of [0, 1]) {
      const { ours, book } = ourServer()
      expect(ours.receive(book.initiate(DEALER, nonce)).events).toEqual(['!ERR_ZMTP_INVALID_SEQUENCE'])
    }
    for (const [first, second] of [
      [2, undefined],
      [3, 3],
      [9, 8],
    ]) {
      const { ours, book } = readyServer()
      ours.receive(book.message(first!, 0, latin1('a')))
      if (second !== undefined) ours.receive(book.message(second, 0, latin1('b')))
      expect([ours.error!.code, ours.messages.length]).toEqual(['ERR_ZMTP_INVALID_SEQUENCE', second === undefined ? 0 : 1])
    }
  })
})

describe('RFC 26, WELCOME', () => {
  it("WELCOME SHALL be 168 octets: a long nonce, and a box of S' and the cookie from S to C' (14, 43, 44, 45)", () => {
    const { book, welcome } = ourServer()
    expect([welcome.length, book.theirs.length, book.cookie.length]).toEqual([168, 32, 96])
  })

  it('long nonces are random, 16 octets each: those of WELCOME and cookie SHALL be different each time (10, 46, 50)', () => {
    const seen: string[] = []
    for (let i = 0; i < 20; i++) {
      const { watching, nonces } = watched()
      const { book, welcome } = ourServer(watchedServer(watching))
      const used = [hex(book.cookie.subarray(0, 16)), hex(book.welcome(welcome).nonce)]
      expect(nonces).toEqual(used)
      seen.push(...used, hex(book.cookie.subarray(16)))
    }
    expect(new Set(seen).size).toBe(60)
  })

  it('the key of the cookie MUST be discarded as soon as INITIATE is valid (49)', () => {
    const { watching, keys } = watched()
    const { ours, book } = ourServer(watchedServer(watching))
    const cookieKey = keys.find(({ bytes }) => bytes.some((byte) => byte !== 0))!
    ours.receive(book.initiate(DEALER))
    expect([ours.error, hex(cookieKey.bytes)]).toEqual([undefined, '00'.repeat(32)])
  })
})

describe('RFC 26, INITIATE', () => {
  it("INITIATE SHALL be 257 octets and the metadata: the cookie unchanged, a short nonce, a box of C, vouch and metadata from C' to S' (16, 54, 55, 56)", () => {
    const { book, initiate } = welcomedClient()
    const { cookie, client, metadata } = book.initiate(initiate)
    expect([hex(cookie), hex(client)]).toEqual([hex(book.cookie), hex(pair.clientKeys.publicKey)])
    expect(hex(metadata)).toBe(hex(join(DEALER, property('Identity', ''))))
    expect(initiate.length).toBe(257 + metadata.length)
  })

  it("the vouch is a long nonce, random and different each time, and a box of C' and S from C to S' (10, 17, 57, 58, 59)", () => {
    const seen = new Set<string>()
    for (let i = 0; i < 20; i++) {
      const { watching, nonces } = watched()
      const { book, initiate } = welcomedClient(pair.client({}, pair.clientPlugin(watching)))
      const { vouch, vouchNonce } = book.initiate(initiate)
      expect(hex(vouch)).toBe(hex(join(book.theirs, pair.serverKeys.publicKey)))
      expect(nonces).toEqual([hex(vouchNonce)])
      seen.add(hex(vouchNonce))
    }
    expect(seen.size).toBe(20)
  })

  it.each<readonly [string, Uint8Array, string | undefined]>([
    ['a name of 255 characters', property('x'.repeat(255), 'v'), undefined],
    ['a name of none', property('', 'v'), 'ERR_ZMTP_INVALID_METADATA'],
    ['all the characters that a name may have', property('aZ09-_.+', 'v'), undefined],
    ['a character that no name has', property('a b', 'v'), 'ERR_ZMTP_INVALID_METADATA'],
    ['a value of no octets', property('X-Empty', ''), undefined],
    ['a value of any octets', property('X-Any', wire('00 ff 0a')), undefined],
    ['a size beyond its end', wire("03 'X-a' 7f ff ff ff"), 'ERR_ZMTP_INVALID_METADATA'],
    ['a size above 2^31 - 1', wire("03 'X-a' 80 00 00 00"), 'ERR_ZMTP_INVALID_METADATA'],
    ['a size in the order of the other machines', wire("03 'X-a' 01 00 00 00 'v'"), 'ERR_ZMTP_INVALID_METADATA'],
  ])('metadata with %s gives the same result on both sides (18, 60, 62, 63)', (_what, more, code) => {
    const server = ourServer()
    server.ours.receive(server.book.initiate(join(DEALER, more)))
    const client = welcomedClient()
    client.ours.receive(client.book.ready(join(ROUTER, more)))
    expect([server.ours.error?.code, client.ours.error?.code]).toEqual([code, code])
  })

  it('the case of names SHALL NOT be significant (61)', () => {
    const server = ourServer()
    server.ours.receive(server.book.initiate(join(property('SOCKET-TYPE', 'DEALER'), property('x-MiNe', '1'))))
    const client = welcomedClient()
    client.ours.receive(client.book.ready(join(property('socket-type', 'ROUTER'), property('X-mine', '1'))))
    expect([server.ours.peer!.properties.get('x-mine'), client.ours.peer!.properties.get('x-mine')]).toEqual(['1', '1'])
  })

  it('a server MAY authenticate a client by C: it asks the application, and READY waits for the answer (8, 66)', () => {
    const { ours, book } = ourServer(pair.server())
    ours.receive(book.initiate(DEALER))
    expect(ours.requests).toEqual([{ mechanism: 'CURVE', credentials: [Buffer.from(pair.clientKeys.publicKey)] }])
    expect([ours.take().length, ours.peer]).toEqual([0, undefined])
    ours.engine.authorize(LET_IN)
    expect([name(only(ours)), ours.peer!.socketType]).toEqual(['READY', 'DEALER'])
  })

  it('a server MAY send messages immediately after READY (69, 83)', () => {
    const { ours, book } = ourServer()
    ours.engine.send([latin1('too early')])
    ours.receive(book.initiate(DEALER))
    ours.engine.send([latin1('first')])
    const sent = said(ours)
    expect(sent.map(({ body }) => name(body))).toEqual(['READY', 'MESSAGE'])
    book.ready(sent[0]!.body)
    expect(hex(book.read(sent[1]!.body).data)).toBe(hex(latin1('first')))
  })
})

describe('RFC 26, READY', () => {
  it("READY SHALL be 30 octets and the metadata: a short nonce, and a box of the metadata from S' to C' (19, 71, 72, 73)", () => {
    const { book, ready } = readyServer()
    const { metadata } = book.ready(ready)
    expect(hex(metadata)).toBe(hex(join(ROUTER, property('Identity', ''))))
    expect(ready.length).toBe(30 + metadata.length)
  })

  it('a client MAY validate the metadata: it refuses a server of the wrong type, or of none (71, 76)', () => {
    for (const metadata of [property('Socket-Type', 'PUB'), new Uint8Array(0)]) {
      const { ours, book } = welcomedClient()
      expect(ours.receive(book.ready(metadata)).events).toEqual(['!ERR_ZMTP_SOCKET_TYPE'])
    }
  })

  it('the short nonces of a server SHALL rise by one with each command (11, 78)', () => {
    const { ours, book, ready } = readyServer()
    ours.engine.send([latin1('a'), latin1('b')])
    ours.engine.send([latin1('c')])
    expect([book.ready(ready).nonce, ...said(ours).map(({ body }) => book.read(body).nonce)]).toEqual([1, 2, 3, 4])
  })

  it('a client SHALL disconnect from a server that repeats a short nonce or uses a smaller one (80, 81)', () => {
    for (const [first, second] of [
      [1, undefined],
      [2, 2],
      [9, 8],
    ]) {
      const { ours, book } = readyClient()
      ours.receive(book.message(first!, 0, latin1('a')))
      if (second !== undefined) ours.receive(book.message(second, 0, latin1('b')))
      expect([ours.error!.code, ours.messages.length]).toEqual(['ERR_ZMTP_INVALID_SEQUENCE', second === undefined ? 0 : 1])
    }
  })
})

describe('RFC 26, MESSAGE', () => {
  it('a client MAY send messages after READY has arrived, and sends none before (82)', () => {
    const { ours, book } = welcomedClient()
    ours.engine.send([latin1('too early')])
    expect(ours.take().length).toBe(0)
    ours.receive(book.ready(ROUTER))
    ours.engine.send([latin1('in time')])
    expect(hex(book.read(only(ours)).data)).toBe(hex(latin1('in time')))
  })

  it('MESSAGE SHALL be 33 octets and the data: a short nonce, and a box of flags and data between the transient keys (21, 22, 84, 85, 86)', () => {
    const [client, server] = [readyClient(), readyServer()]
    for (const { ours, book } of [client, server]) {
      for (const size of [0, 1, 300]) {
        ours.engine.send([new Uint8Array(size).fill(0x61)])
        const body = only(ours)
        expect([body.length, hex(book.read(body).data)]).toEqual([33 + size, '61'.repeat(size)])
      }
      ours.receive(book.message(9, 0, new Uint8Array(0)))
      expect(ours.messages).toEqual([[new Uint8Array(0)]])
    }
  })

  it('bit 0 says that more will follow (21, 88)', () => {
    const { ours, book } = readyServer()
    ours.engine.send([latin1('a'), latin1('b'), latin1('c')])
    expect(said(ours).map(({ body }) => book.read(body).flags)).toEqual([1, 1, 0])
    ours.receive(book.message(3, 1, latin1('x')), book.message(4, 1, latin1('y')))
    expect(ours.messages).toEqual([])
    ours.receive(book.message(5, 0, latin1('z')))
    expect(ours.messages.map((parts) => parts.map(hex))).toEqual([['78', '79', '7a']])
  })

  it('bit 1 says that it is a command of ZMTP, and all others MUST be zero (87)', () => {
    const { ours, book } = readyServer()
    ours.receive(book.message(3, 2, wire("04 'PING' 00 0a 'x'")))
    const { flags, data } = book.read(only(ours))
    expect([flags, hex(data)]).toEqual([2, hex(wire("04 'PONG' 'x'"))])
    for (const bit of [4, 8, 16, 32, 64, 128]) {
      const { ours: other, book: by } = readyServer()
      expect(other.receive(by.message(3, bit, latin1('a'))).error!.code).toBe('ERR_ZMTP_MALFORMED_COMMAND_MESSAGE')
    }
  })

  it('a server SHALL NOT send ERROR for an invalid MESSAGE, and nothing of it is delivered (89, 90, 91)', () => {
    const changed = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte))
    const wrong: ((book: BookClient) => Uint8Array)[] = [
      (book) => changed(book.message(3, 0, latin1('a'))),
      (book) => book.message(2, 0, latin1('a')),
      (book) => book.message(3, 8, latin1('a')),
      (book) => book.message(3, 3, latin1('a')),
      () => frame(0, join(wire("07 'MESSAGE'"), short(3), new Uint8Array(16))),
      () => frame(0, wire("07 'MESSAGE'")),
      () => message(latin1('in the clear')),
    ]
    for (const say of wrong) {
      const { ours, book } = readyServer()
      ours.receive(say(book))
      expect([ours.error === undefined, ours.messages.length, ours.take().length]).toEqual([false, 0, 0])
    }
  })
})

describe('RFC 26, ERROR', () => {
  it.each([400, 500] as const)(
    'a server SHALL answer a client that is refused with %i by ERROR, 7 octets or more: the length of the reason, and the reason (4, 92, 94, 95)',
    (status) => {
      const { ours, book } = ourServer(pair.server({ status }))
      ours.receive(book.initiate(DEALER))
      const [sent, ...more] = said(ours)
      expect([sent!.flags, hex(sent!.body), more]).toEqual([4, hex(wire(`05 'ERROR' 03 '${status}'`)), []])
    },
  )

  it('the reason SHALL be 0 to 255 characters of ASCII, also where it is a sentence (20, 93, 95)', () => {
    const wrong = [command('HELLO'), command('WELCOME', new Uint8Array(160)), command('X'.repeat(250), new Uint8Array(100))]
    for (const bytes of wrong) {
      const ours = pair.server(LET_IN).receive(greeting({ mechanism: 'CURVE' }))
      ours.take()
      const body = only(ours.receive(bytes))
      const reason = Buffer.from(body.subarray(7)).toString('latin1')
      expect([name(body), body[6], /^[\x20-\x7e]{1,255}$/.test(reason)]).toEqual(['ERROR', reason.length, true])
    }
    const { ours, book } = ourServer()
    const told = only(ours.receive(book.initiate(property('Socket-Type', 'É\n'))))
    expect(Buffer.from(told.subarray(7)).toString('latin1')).toMatch(/^[\x20-\x7e]+$/)
  })

  it.each([0, 1, 255])('a client receives a reason of %i characters (94, 95)', (size) => {
    const { ours } = welcomedClient()
    ours.receive(command('ERROR', join(Uint8Array.of(size), latin1('x'.repeat(size)))))
    expect([ours.error!.code, ours.error!.reason]).toEqual(['ERR_ZMTP_PEER_ERROR', 'x'.repeat(size)])
  })
})
