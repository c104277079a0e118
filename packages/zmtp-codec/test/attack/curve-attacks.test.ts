/** Attacks on CURVE: changed bytes, weak keys, replays, cookies of other connections, exhausted nonces. */
import { loadLibsodiumCrypto } from '@tszmq/fuzzer'
import {
  CurvePair,
  EngineTrace,
  command,
  frame,
  greeting,
  hex,
  join,
  keyPair,
  latin1,
  meet,
  message,
  property,
  ready,
  wire,
} from '@tszmq/testkit'
import { nonceOf, sealBox } from '../../src/curve-box.ts'
import { CurveCipher } from '../../src/curve-cipher.ts'
import type { CurveCrypto } from '../../src/curve-crypto.ts'
import { NonceCounter, NonceGuard } from '../../src/curve-nonce.ts'

// Ids of threats: docs/threats.md.

let crypto: CurveCrypto
let pair: CurvePair
beforeAll(async () => {
  crypto = await loadLibsodiumCrypto()
  pair = new CurvePair(crypto)
})

const GREETING = (asServer = 0): Uint8Array => greeting({ mechanism: 'CURVE', asServer })

interface Sides {
  client: EngineTrace
  server: EngineTrace
}

/** Two sides, and the handshake up to the command that is named, which is returned instead of delivered. */
function until(
  name: string,
  sides: Sides = { client: pair.client(), server: pair.server({ status: 200 }) },
): Sides & { bytes: Uint8Array } {
  let caught: Uint8Array | undefined
  meet(sides.client, sides.server, (bytes) => {
    if (caught !== undefined || !Buffer.from(bytes).includes(String.fromCharCode(name.length) + name)) return bytes
    caught = bytes
    return new Uint8Array(0)
  })
  return { ...sides, bytes: caught! }
}

/** What a server says to a command after the greeting. */
const toServer = (...bytes: Uint8Array[]): EngineTrace => pair.server({ status: 200 }).receive(GREETING(), ...bytes)

/** A HELLO of our own making. */
function hello(
  fields: { transient?: Uint8Array; version?: Uint8Array; padding?: Uint8Array; nonce?: string; content?: Uint8Array; cut?: number } = {},
): Uint8Array {
  const {
    version = wire('01 00'),
    padding = new Uint8Array(72),
    nonce = '00 00 00 00 00 00 00 01',
    content = new Uint8Array(64),
    cut = 0,
  } = fields
  const own = keyPair(crypto)
  const key = crypto.beforenm(pair.serverKeys.publicKey, own.secretKey)!
  const box = sealBox(crypto, key, nonceOf('CurveZMQHELLO---', wire(nonce)), content)
  const data = join(version, padding, fields.transient ?? own.publicKey, wire(nonce), box)
  return command('HELLO', data.subarray(0, data.length - cut))
}

/** A client by hand: it can make INITIATEs that are genuine but wrong. */
class Forger {
  readonly server: EngineTrace
  readonly transient = keyPair(crypto)
  readonly #key: Uint8Array
  readonly #serverTransient: Uint8Array
  readonly cookie: Uint8Array

  constructor(server = pair.server({ status: 200 })) {
    this.server = server
    const key = crypto.beforenm(pair.serverKeys.publicKey, this.transient.secretKey)!
    const box = sealBox(crypto, key, nonceOf('CurveZMQHELLO---', wire('00 00 00 00 00 00 00 01')), new Uint8Array(64))
    server.receive(
      GREETING(),
      command('HELLO', join(wire('01 00'), new Uint8Array(72), this.transient.publicKey, wire('00 00 00 00 00 00 00 01'), box)),
    )
    const welcome = server.sent.slice(64 + 2 + 8)
    const sealed = welcome.slice(16)
    if (!crypto.open(key, nonceOf('WELCOME-', welcome.subarray(0, 16)), sealed, 0, sealed.length)) throw new Error('no WELCOME')
    this.#serverTransient = sealed.slice(16, 48)
    this.cookie = sealed.slice(48)
    this.#key = crypto.beforenm(this.#serverTransient, this.transient.secretKey)!
  }

  initiate(
    fields: { metadata?: Uint8Array; claimed?: Uint8Array; vouch?: Uint8Array; nonce?: string; cookie?: Uint8Array } = {},
  ): Uint8Array {
    const { metadata = property('Socket-Type', 'DEALER'), nonce = '00 00 00 00 00 00 00 02', cookie = this.cookie } = fields
    const { publicKey, secretKey } = pair.clientKeys
    const vouchKey = crypto.beforenm(this.#serverTransient, secretKey)!
    const vouched = fields.vouch ?? join(this.transient.publicKey, pair.serverKeys.publicKey)
    const vouch = sealBox(crypto, vouchKey, nonceOf('VOUCH---', new Uint8Array(16)), vouched)
    const content = join(fields.claimed ?? publicKey, new Uint8Array(16), vouch, metadata)
    const box = sealBox(crypto, this.#key, nonceOf('CurveZMQINITIATE', wire(nonce)), content)
    return command('INITIATE', join(cookie, wire(nonce), box))
  }
}

const LOW_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
]

describe('C1: a changed byte', () => {
  it.each([
    ['HELLO', 'server'],
    ['WELCOME', 'client'],
    ['INITIATE', 'server'],
    ['READY', 'client'],
  ] as const)(
    'anywhere in %s ends the handshake, and the application is not asked (RFC 26: 33, 34, 51, 52, 64, 65, 74, 75)',
    (name, judge) => {
      const size = until(name).bytes.length
      const from = name === 'INITIATE' ? 9 : 2
      for (let at = from; at < size; at++) {
        const { client, server, bytes } = until(name)
        const changed = bytes.slice()
        changed[at]! ^= 1 << (at % 8)
        const victim = judge === 'server' ? server : client
        victim.receive(changed, message(latin1('after')))
        expect([at, victim.error === undefined, victim.peer, victim.messages.length]).toEqual([at, false, undefined, 0])
        expect(server.requests.length).toBe(name === 'READY' ? 1 : 0)
      }
    },
  )

  it('anywhere in a MESSAGE, except the unused MORE and COMMAND bits of its header, closes the connection and delivers nothing (RFC 26: 89, 90)', () => {
    for (let at = 0; at < 2 + 33 + 5; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const { client, server } = until('MESSAGE')
        client.engine.send([latin1('hello')])
        const changed = client.take().slice()
        changed[at]! ^= 1 << bit
        server.receive(changed, new Uint8Array(300))
        const taken = at === 0 && (bit === 0 || bit === 2)
        expect([at, bit, server.messages.length, server.error === undefined && at !== 0]).toEqual([at, bit, taken ? 1 : 0, false])
      }
    }
  })
})

describe('C2: a command of the wrong shape', () => {
  it.each([
    ['HELLO of 199 bytes', () => hello({ cut: 1 }), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    ['HELLO of 6 bytes', () => command('HELLO'), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    ['HELLO of 201 bytes', () => hello({ content: new Uint8Array(65) }), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    ['HELLO of version 2.0', () => hello({ version: wire('02 00') }), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    ['HELLO of version 1.1', () => hello({ version: wire('01 01') }), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    ['HELLO with a padding that is not zero', () => hello({ padding: new Uint8Array(72).fill(1, 71) }), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    [
      'HELLO with a signature that is not zero',
      () => hello({ content: new Uint8Array(64).fill(1, 63) }),
      'ERR_ZMTP_MALFORMED_COMMAND_HELLO',
    ],
    ['HELLO of PLAIN', () => command('HELLO', wire("01 'a' 01 'b'")), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    ['INITIATE first', () => command('INITIATE', new Uint8Array(300)), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['READY of NULL', () => ready(['Socket-Type', 'DEALER']), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['WELCOME to a server', () => command('WELCOME', new Uint8Array(160)), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['MESSAGE before the handshake', () => command('MESSAGE', new Uint8Array(40)), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
  ] as const)('%s is refused', (_name, bytes, code) => {
    const trace = toServer(bytes())
    expect(trace.events).toEqual([`!${code}`])
    expect(hex(trace.sent)).toContain(hex(latin1('\x05ERROR')))
  })

  it('a correct HELLO is answered', () => expect(toServer(hello()).error).toBeUndefined())

  it('INITIATE of 256 bytes is malformed, of 257 it has no metadata (RFC 26: 54)', () => {
    const size = (cut: number): string => {
      const forger = new Forger()
      const whole = forger.initiate({ metadata: new Uint8Array(0) })
      const data = whole.subarray(9 + 9, whole.length - cut)
      return forger.server.receive(command('INITIATE', data)).error!.code
    }
    expect([size(1), size(0)]).toEqual(['ERR_ZMTP_MALFORMED_COMMAND_INITIATE', 'ERR_ZMTP_SOCKET_TYPE'])
  })

  it.each([0, 1, 7, 8, 15, 16, 23])('L15: READY with %i bytes of data ends the client (RFC 26: 71)', (size) => {
    const { client } = until('READY')
    expect(client.receive(command('READY', new Uint8Array(size))).error!.code).toBe('ERR_ZMTP_MALFORMED_COMMAND_READY')
  })

  it.each([0, 1, 159, 161])('WELCOME with %i bytes of data ends the client, which sends no ERROR (RFC 26: 6, 43)', (size) => {
    const { client } = until('WELCOME')
    expect(client.receive(command('WELCOME', new Uint8Array(size))).error!.code).toBe('ERR_ZMTP_MALFORMED_COMMAND_WELCOME')
    expect(hex(client.sent)).not.toContain(hex(latin1('\x05ERROR')))
  })

  it.each([
    [0, 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    [32, 'ERR_ZMTP_MALFORMED_COMMAND_MESSAGE'],
    [33, 'ERR_ZMTP_CRYPTOGRAPHIC'],
  ])('a MESSAGE of %i bytes is refused (RFC 26: 84)', (size, code) => {
    const body = new Uint8Array(size)
    body.set(wire("07 'MESSAGE'").subarray(0, size))
    body.fill(0xff, 8, Math.min(16, size))
    expect(until('MESSAGE').server.receive(frame(0, body)).error!.code).toBe(code)
  })

  it.each([0, 1, 32, 33, 300])('Z6: %i unencrypted bytes after the handshake are not a message', (size) => {
    const { server } = until('MESSAGE')
    server.receive(message(new Uint8Array(size).fill(0x61)))
    expect([server.messages.length, /MESSAGE|UNEXPECTED/.test(server.error!.code)]).toEqual([0, true])
  })

  it.each([
    ['PING', wire('00 00')],
    ['READY', property('Socket-Type', 'DEALER')],
    ['ERROR', wire("01 'x'")],
    ['SUBSCRIBE', wire('')],
  ])('Z6: an unencrypted %s after the handshake is refused', (name, data) => {
    expect(until('MESSAGE').server.receive(command(name, join(data, new Uint8Array(40)))).error!.code).toBe('ERR_ZMTP_UNEXPECTED_COMMAND')
  })

  it.each([4, 8, 0x80, 3])('a genuine box with flags %i is refused', (flags) => {
    const { client, server } = until('MESSAGE')
    // No side of ours would seal such: the cipher does what it is told.
    const seal = CurveCipher.prototype.seal
    const spy = jest.spyOn(CurveCipher.prototype, 'seal').mockImplementation(function (this: CurveCipher, bytes, _flags, out, offset) {
      seal.call(this, bytes, flags, out, offset)
    })
    client.engine.send([latin1('a')])
    spy.mockRestore()
    expect(server.receive(client.take()).error!.code).toBe('ERR_ZMTP_MALFORMED_COMMAND_MESSAGE')
  })

  it('two clients disconnect at once, and so do two servers when one sends something', () => {
    const [one, other] = [pair.client(), pair.client()]
    meet(one, other)
    expect([one.error!.code, other.error!.code]).toEqual(['ERR_ZMTP_UNEXPECTED_COMMAND', 'ERR_ZMTP_UNEXPECTED_COMMAND'])
  })
})

describe('C3: a public key of low order', () => {
  it.each(LOW_ORDER)("is refused as C': %s", (point) => {
    expect(toServer(hello({ transient: wire(point) })).error!.code).toBe('ERR_ZMTP_KEY_EXCHANGE')
  })

  it.each(LOW_ORDER)('is refused as C: %s', (point) => {
    const forger = new Forger()
    forger.server.receive(forger.initiate({ claimed: wire(point) }))
    expect([forger.server.error!.code, forger.server.requests.length]).toEqual(['ERR_ZMTP_KEY_EXCHANGE', 0])
  })

  it.each(LOW_ORDER)('is refused as S: %s', (point) => {
    expect(pair.client({}, pair.clientPlugin(crypto, wire(point))).receive(GREETING(1)).error!.code).toBe('ERR_ZMTP_KEY_EXCHANGE')
  })

  it.each(LOW_ORDER)("is refused as S': %s", (point) => {
    const server = pair.server({ status: 200 })
    const client = pair.client().receive(GREETING(1))
    const sent = client.sent.slice(64 + 2 + 6)
    const key = crypto.beforenm(sent.subarray(74, 106), pair.serverKeys.secretKey)!
    const box = sealBox(crypto, key, nonceOf('WELCOME-', new Uint8Array(16)), wire(point), new Uint8Array(96))
    expect(client.receive(command('WELCOME', join(new Uint8Array(16), box))).error!.code).toBe('ERR_ZMTP_KEY_EXCHANGE')
    server.engine.destroy()
  })
})

describe('C4: a cookie', () => {
  it('of another connection does not open, even of the same server and client', () => {
    const [one, other] = [new Forger(), new Forger()]
    one.server.receive(one.initiate({ cookie: other.cookie }))
    expect([one.server.error!.code, one.server.requests.length]).toEqual(['ERR_ZMTP_CRYPTOGRAPHIC', 0])
    other.server.receive(other.initiate())
    expect(other.server.peer).toBeDefined()
  })

  it('can be used for one INITIATE', () => {
    const forger = new Forger(pair.server())
    const bytes = forger.initiate()
    forger.server.receive(bytes)
    forger.server.receive(forger.initiate({ nonce: '00 00 00 00 00 00 00 03' }))
    expect(forger.server.events).toEqual(['authenticate', '!ERR_ZMTP_UNEXPECTED_COMMAND'])
    const done = new Forger()
    done.server.receive(done.initiate(), done.initiate({ nonce: '00 00 00 00 00 00 00 03' }))
    expect(done.server.error!.code).toBe('ERR_ZMTP_UNEXPECTED_COMMAND')
  })

  it('is different each time (RFC 26: 50)', () => {
    const [one, other] = [new Forger(), new Forger()]
    expect(hex(one.cookie.subarray(0, 16))).not.toBe(hex(other.cookie.subarray(0, 16)))
    expect(hex(one.cookie.subarray(32))).not.toBe(hex(other.cookie.subarray(32)))
  })
})

describe('a vouch', () => {
  it('with other transient keys, or for another server, is refused and the application is not asked', () => {
    for (const vouch of [join(new Uint8Array(32).fill(9), pair.serverKeys.publicKey), 'server'] as const) {
      const forger = new Forger()
      const content = vouch === 'server' ? join(forger.transient.publicKey, new Uint8Array(32).fill(9)) : vouch
      forger.server.receive(forger.initiate({ vouch: content }))
      expect([forger.server.error!.code, forger.server.requests.length]).toEqual(['ERR_ZMTP_KEY_EXCHANGE', 0])
    }
  })

  it('of another client does not open', () => {
    const forger = new Forger()
    forger.server.receive(forger.initiate({ claimed: keyPair(crypto, 7).publicKey }))
    expect([forger.server.error!.code, forger.server.requests.length]).toEqual(['ERR_ZMTP_CRYPTOGRAPHIC', 0])
  })
})

describe('C8: a secret value', () => {
  /** Cryptography without chance, so that a test can seal cookies, and the pairs that it was asked to compare. */
  function watched(): { crypto: CurveCrypto; compared: [string, string][]; opened: number[] } {
    const compared: [string, string][] = []
    const opened: number[] = []
    return {
      compared,
      opened,
      crypto: {
        random: (bytes) => void bytes.fill(7),
        publicKey: (secretKey) => crypto.publicKey(secretKey),
        beforenm: (publicKey, secretKey) => crypto.beforenm(publicKey, secretKey),
        seal: (...box) => crypto.seal(...box),
        open: (key, nonce, bytes, start, size) => {
          opened.push(size)
          return crypto.open(key, nonce, bytes, start, size)
        },
        equal: (a, b) => {
          compared.push([hex(a), hex(b)])
          return crypto.equal(a, b)
        },
        wipe: (secret) => crypto.wipe(secret),
      },
    }
  }
  const serverWith = (with_: CurveCrypto): EngineTrace =>
    new EngineTrace({ socketType: 'ROUTER', mechanisms: [pair.serverPlugin(with_)] }, { status: 200 })
  const POSITIONS = Array.from({ length: 32 }, (_, at) => at)
  const changedAt = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))

  it('is compared in constant time only, also in a correct handshake', () => {
    const { crypto, compared } = watched()
    const forger = new Forger(serverWith(crypto))
    expect(forger.server.receive(forger.initiate()).peer).toBeDefined()
    const transient = hex(forger.transient.publicKey)
    expect(compared).toEqual([
      [transient, transient],
      [transient, transient],
      [hex(pair.serverKeys.publicKey), hex(pair.serverKeys.publicKey)],
    ])
  })

  it.each(POSITIONS)('the key in a cookie is compared whole, even if it differs at byte %i', (at) => {
    const { crypto: own, compared } = watched()
    const forger = new Forger(serverWith(own))
    const sevens = new Uint8Array(32).fill(7)
    const other = changedAt(forger.transient.publicKey, at)
    const cookie = join(sevens.subarray(16), sealBox(crypto, sevens, nonceOf('COOKIE--', sevens.subarray(16)), other, sevens))
    forger.server.receive(forger.initiate({ cookie }))
    expect([forger.server.error!.code, forger.server.requests.length]).toEqual(['ERR_ZMTP_KEY_EXCHANGE', 0])
    expect(compared).toEqual([[hex(other), hex(forger.transient.publicKey)]])
  })

  it.each(POSITIONS)('both keys in a vouch are compared whole, even if each differs at byte %i', (at) => {
    const { crypto, compared } = watched()
    const forger = new Forger(serverWith(crypto))
    const [transient, server] = [forger.transient.publicKey, pair.serverKeys.publicKey]
    const vouch = join(changedAt(transient, at), changedAt(server, at))
    forger.server.receive(forger.initiate({ vouch }))
    expect([forger.server.error!.code, forger.server.requests.length]).toEqual(['ERR_ZMTP_KEY_EXCHANGE', 0])
    expect(compared.slice(1)).toEqual([
      [hex(changedAt(transient, at)), hex(transient)],
      [hex(changedAt(server, at)), hex(server)],
    ])
  })

  it.each(POSITIONS.slice(0, 16))(
    'a MESSAGE whose MAC differs at byte %i is given to the cryptography whole, and judged by nobody else',
    (at) => {
      const { crypto: own, compared, opened } = watched()
      const { client, server } = until('MESSAGE', { client: pair.client(), server: serverWith(own) })
      client.engine.send([latin1('hello')])
      const bytes = client.take()
      opened.length = compared.length = 0
      const mac = 2 + 8 + 8
      expect(server.receive(changedAt(bytes, mac + at)).error!.code).toBe('ERR_ZMTP_CRYPTOGRAPHIC')
      expect([opened, compared]).toEqual([[16 + 1 + 5], []])
    },
  )
})

describe('L2: metadata of INITIATE', () => {
  const judge = (size: number): string | undefined => {
    const forger = new Forger()
    const type = property('Socket-Type', 'DEALER')
    const filler = property('X-Filler', new Uint8Array(Math.max(0, size - type.length - 13)))
    return forger.server.receive(forger.initiate({ metadata: join(type, filler) })).error?.code
  }

  it.each([257, 1024, 7000, 8192 - 200 - 257])('of %i bytes is accepted', (size) => expect(judge(size)).toBeUndefined())

  it.each([8192 - 200 - 256, 8192, 65_536, 1_048_576])('of %i bytes exceeds maxHandshakeSize', (size) =>
    expect(judge(size)).toBe('ERR_ZMTP_HANDSHAKE_SIZE'),
  )

  it.each([
    ['of 65 properties', () => join(...Array.from({ length: 65 }, (_, i) => property(`X-${i}`, '')))],
    ['with a length that is not true', () => wire("01 'n' 7f ff ff ff")],
    ['with Socket-Type twice', () => join(property('Socket-Type', 'DEALER'), property('socket-type', 'DEALER'))],
  ])('%s is refused, and the application is not asked', (_name, metadata) => {
    const forger = new Forger()
    forger.server.receive(forger.initiate({ metadata: metadata() }))
    expect([forger.server.error!.code, forger.server.requests.length]).toEqual(['ERR_ZMTP_INVALID_METADATA', 0])
  })
})

describe('L9: a MESSAGE', () => {
  const three = (): { server: EngineTrace; client: EngineTrace; bytes: Uint8Array[] } => {
    const { client, server } = until('MESSAGE')
    const bytes = ['a', 'b', 'c'].map((text) => {
      client.engine.send([latin1(text)])
      return client.take()
    })
    return { server, client, bytes }
  }

  it.each([
    ['that comes twice', [0, 0]],
    ['that comes late', [1, 0]],
    ['that comes again later', [0, 1, 0]],
  ])('%s is refused', (_name, order) => {
    const { server, bytes } = three()
    server.receive(...order.map((i) => bytes[i]!))
    expect([server.messages.length, server.error!.code]).toEqual([order.length - 1, 'ERR_ZMTP_INVALID_SEQUENCE'])
  })

  it('that skips nonces is accepted: the transport notices lost bytes', () => {
    const { server, bytes } = three()
    server.receive(bytes[2]!)
    expect(server.messages.length).toBe(1)
  })

  it('C6: that is sent back to its sender is refused', () => {
    const { client, bytes } = three()
    expect(client.receive(bytes[2]!).error!.code).toBe('ERR_ZMTP_CRYPTOGRAPHIC')
  })

  it('of another connection between the same peers is refused', () => {
    const [one, other] = [three(), three()]
    expect(one.server.receive(other.bytes[0]!).error!.code).toBe('ERR_ZMTP_CRYPTOGRAPHIC')
  })

  it('rejects an INITIATE whose nonce is not greater than that of HELLO', () => {
    for (const nonce of ['00 00 00 00 00 00 00 01', '00 00 00 00 00 00 00 00']) {
      const forger = new Forger()
      expect(forger.server.receive(forger.initiate({ nonce })).error!.code).toBe('ERR_ZMTP_INVALID_SEQUENCE')
    }
  })
})

describe('C5: nonces', () => {
  const key = new Uint8Array(32).fill(5)
  const sealed = (high: number, low: number, count: number): bigint[] => {
    const sender = new CurveCipher(crypto, key.slice(), false, new NonceCounter(high, low), new NonceGuard())
    const receiver = new CurveCipher(crypto, key.slice(), true, new NonceCounter(), new NonceGuard())
    return Array.from({ length: count }, () => {
      const out = new Uint8Array(34)
      sender.seal(latin1('a'), 0, out, 0)
      const nonce = Buffer.from(out).readBigUInt64BE(8)
      expect(receiver.open(out, 0, out.length)).toBe(0)
      return nonce
    })
  }

  it.each([
    ['2^32 - 2', 0, 0xffff_fffd],
    ['2^53 - 2', 0x1f_ffff, 0xffff_fffd],
    ['2^63 - 2', 0x7fff_ffff, 0xffff_fffd],
  ])('from %s rise by one', (_name, high, low) => {
    const first = BigInt(high) * 2n ** 32n + BigInt(low) + 1n
    expect(sealed(high, low, 5)).toEqual([0n, 1n, 2n, 3n, 4n].map((i) => first + i))
  })

  it('end and never start again (RFC 26: 39, 79)', () => {
    expect(sealed(0xffff_ffff, 0xffff_fffd, 2)).toEqual([2n ** 64n - 2n, 2n ** 64n - 1n])
    expect(() => sealed(0xffff_ffff, 0xffff_fffd, 3)).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_INVALID_SEQUENCE' }))
  })

  it('are the same as those of a slow counter', () => {
    const nonces = sealed(0, 0, 3000)
    expect(nonces).toEqual(nonces.map((_, i) => BigInt(i + 1)))
  })
})

describe('C6: keys', () => {
  it('are new for every connection, on both sides', () => {
    const seen = new Set<string>()
    for (let i = 0; i < 200; i++) {
      const { bytes: hellos } = until('HELLO')
      seen.add(hex(hellos.subarray(2 + 80, 2 + 112)))
      seen.add(hex(new Forger().cookie))
    }
    expect(seen.size).toBe(400)
  })
})

describe('L8: a downgrade', () => {
  it.each([
    ['to unversioned 1.0', "01 00 08 00 'sneaky' 00", 'ERR_ZMTP_VERSION'],
    ['to 1.0 with a signature', 'ff 00 00 00 00 00 00 00 01 7f 00 05 01 00', 'ERR_ZMTP_VERSION'],
    ['to 2.0', 'ff 00 00 00 00 00 00 00 01 7f 01 05 00 00', 'ERR_ZMTP_VERSION'],
    ['to NULL', hex(join(greeting(), ready(['Socket-Type', 'DEALER']), message(latin1('a')))), 'ERR_ZMTP_MECHANISM_MISMATCH'],
    ['to PLAIN', hex(join(greeting({ mechanism: 'PLAIN' }), command('HELLO', wire('00 00')))), 'ERR_ZMTP_MECHANISM_MISMATCH'],
  ])('%s is refused by both roles', (_name, bytes, code) => {
    for (const trace of [pair.server({ status: 200 }), pair.client()]) {
      trace.receive(wire(bytes))
      expect(trace.events).toEqual([`!${code}`])
      if (code === 'ERR_ZMTP_VERSION') expect(trace.sent.length).toBeLessThanOrEqual(11)
    }
  })
})
