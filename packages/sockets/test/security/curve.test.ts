/** libzmq's scenarios for CURVE, through sockets over tcp: which peers are admitted, and the events of both sides. */
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { curveClient } from '@tszmq/zmtp-codec/curve'
import type { MechanismPlugin } from '@tszmq/zmtp-codec'
import { z85Decode } from '@tszmq/zmtp-codec'
import { command, latin1, message, until, wire } from '@tszmq/testkit'
import { Dealer, curveKeyPair } from '../../src/index.ts'
import type { Event, SocketOptions } from '../../src/index.ts'
import { loadCurveCrypto } from '../../src/security/curve-crypto.ts'
import { Stage, connections, text } from '../stage.ts'
import { MechanismPeer, altered } from './mechanism-peer.ts'
import { CLIENT_KEY, CLIENT_OPTIONS, SERVER_OPTIONS } from './mechanisms.ts'
import { serveZap, verdict } from './zap-handler.ts'
import type { ZapHandler, ZapRequest } from './zap-handler.ts'

const NULL_KEY = '0'.repeat(40)

/** What a client has in another way than `CLIENT_OPTIONS`. */
type Keys = Partial<Record<'serverKey' | 'publicKey' | 'secretKey', string>>

let crypto: CurveCrypto
beforeAll(async () => (crypto = await loadCurveCrypto()))

/** A server with a ZAP handler that admits the key of `CLIENT_OPTIONS`. */
class Guarded {
  readonly stage: Stage
  readonly server: Dealer
  readonly zap: ZapHandler
  readonly endpoint: string
  /** Its events, without addresses. */
  readonly told: string[] = []

  private constructor(stage: Stage, server: Dealer, zap: ZapHandler, endpoint: string) {
    this.stage = stage
    this.server = server
    this.zap = zap
    this.endpoint = endpoint
    listen(server, this.told)
  }

  static async bind(stage: Stage, options: SocketOptions<Dealer> = {}): Promise<Guarded> {
    const key = Buffer.from(z85Decode(CLIENT_KEY))
    const zap = await serveZap(stage, (request: ZapRequest) => {
      const right = request.credentials[0]?.equals(key) === true
      return verdict(request, right ? '200' : '400', 'anonymous')
    })
    const server = stage.make(Dealer, { ...SERVER_OPTIONS.CURVE, routingId: 'IDENT', ...options })
    return new Guarded(stage, server, zap, await stage.bind(server))
  }

  /** A client that tries once. */
  client(options: SocketOptions<Dealer>): { client: Dealer; told: string[] } {
    const client = this.stage.make(Dealer, { reconnectInterval: -1, ...options })
    const told: string[] = []
    listen(client, told)
    client.connect(this.endpoint)
    return { client, told }
  }

  /** A peer whose commands a test changes, by default with the keys of the client. */
  peer(keys: Keys = {}): Promise<MechanismPeer> {
    return MechanismPeer.connect(this.endpoint, plugin(keys))
  }

  /** Expects that a peer was rejected with `code`, without a ZAP request and without a message. */
  async turnedAway(peer: MechanismPeer, code: string): Promise<void> {
    await peer.raw.untilClosed()
    await until(() => this.told.length === 2)
    expect(this.told).toEqual(['accept', `handshake:error:protocol ${code}`])
    expect([this.zap.requests, connections(this.server), this.server.tryReceive()]).toEqual([[], 0, undefined])
  }
}

/** Writes down what a socket tells, without addresses. */
function listen(socket: Dealer, told: string[]): void {
  const tell = (event: Event & { error?: { code?: string; status?: number } }): void => {
    const { type, error } = event
    told.push([type, error?.code, error?.status].filter((each) => each !== undefined).join(' '))
  }
  const failures = ['handshake:error:protocol', 'handshake:error:auth', 'handshake:error:other'] as const
  for (const type of ['accept', 'connect', 'handshake', 'disconnect', ...failures] as const) socket.events.on(type, tell)
}

function plugin({ serverKey, publicKey, secretKey }: Keys): MechanismPlugin {
  const own = CLIENT_OPTIONS.CURVE
  return curveClient({
    // Its other side is to be the one that finds fault with a key.
    crypto: { ...bound(crypto), beforenm: (key, secret) => crypto.beforenm(key, secret) ?? new Uint8Array(32) },
    serverKey: z85Decode(serverKey ?? (own.curveServerKey as string)),
    publicKey: z85Decode(publicKey ?? (own.curvePublicKey as string)),
    secretKey: z85Decode(secretKey ?? (own.curveSecretKey as string)),
  })
}

/** The functions of a cryptography, apart from it. */
function bound(crypto: CurveCrypto): CurveCrypto {
  return {
    random: (bytes) => crypto.random(bytes),
    publicKey: (secretKey) => crypto.publicKey(secretKey),
    beforenm: (publicKey, secretKey) => crypto.beforenm(publicKey, secretKey),
    seal: (key, nonce, bytes, start, size) => crypto.seal(key, nonce, bytes, start, size),
    open: (key, nonce, bytes, start, size) => crypto.open(key, nonce, bytes, start, size),
    equal: (a, b) => crypto.equal(a, b),
    wipe: (secret) => crypto.wipe(secret),
  }
}

describe('security_curve', () => {
  it.each([
    ['no', ''],
    ['the longest', 'x'.repeat(255)],
  ])('the right keys are admitted, by a server with %s routing id', async (_which, routingId) => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage, { routingId })
    const { client, told } = guarded.client(CLIENT_OPTIONS.CURVE)
    await client.send(['ask', ''])
    expect(text(await guarded.server.receive())).toEqual(['ask', ''])
    await guarded.server.send('answer')
    expect(text(await client.receive())).toEqual(['answer'])
    expect([guarded.told, told]).toEqual([
      ['accept', 'handshake'],
      ['connect', 'handshake'],
    ])
    expect(guarded.zap.requests).toMatchObject([{ mechanism: 'CURVE', identity: routingId }])
    expect(guarded.server.peers[0]).toMatchObject({ userId: 'anonymous' })
  })

  it('another pair of keys is rejected by the handler, with an event on both sides (RFC 26: 4, 8, 9, 92)', async () => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    const pair = curveKeyPair()
    const { client, told } = guarded.client({ ...CLIENT_OPTIONS.CURVE, curvePublicKey: pair.publicKey, curveSecretKey: pair.secretKey })
    await client.send('sneaky')
    await until(() => told.length === 2 && guarded.told.length === 2)
    expect(guarded.told).toEqual(['accept', 'handshake:error:auth ERR_ZMTP_REFUSED 400'])
    expect(told).toEqual(['connect', 'handshake:error:auth ERR_ZMTP_PEER_ERROR 400'])
    expect([guarded.zap.requests.length, connections(guarded.server), guarded.server.tryReceive()]).toEqual([1, 0, undefined])
  })

  it.each(['NULL', 'PLAIN'] as const)('a client of %s is rejected without a ZAP request', async (mechanism) => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    const { client, told } = guarded.client(CLIENT_OPTIONS[mechanism])
    await client.send('sneaky')
    await until(() => told.length === 2 && guarded.told.length === 2)
    expect(guarded.told).toEqual(['accept', 'handshake:error:protocol ERR_ZMTP_MECHANISM_MISMATCH'])
    expect(told).toEqual(['connect', 'handshake:error:protocol ERR_ZMTP_MECHANISM_MISMATCH'])
    expect([guarded.zap.requests, connections(guarded.server), guarded.server.tryReceive()]).toEqual([[], 0, undefined])
  })

  it('a client whose curveServerKey is all zeros fails by itself', async () => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    const { told } = guarded.client({ ...CLIENT_OPTIONS.CURVE, curveServerKey: NULL_KEY })
    await until(() => told.length === 2 && guarded.told.length === 2)
    expect(told).toEqual(['connect', 'handshake:error:protocol ERR_ZMTP_KEY_EXCHANGE'])
    expect([guarded.told[0], guarded.zap.requests]).toEqual(['accept', []])
  })

  it.each([
    ['public', { curvePublicKey: NULL_KEY }],
    ['secret', { curveSecretKey: NULL_KEY }],
  ])('a client whose %s key is zeros cannot connect', async (_which, options) => {
    await using stage = new Stage('tcp')
    const client = stage.make(Dealer, { ...CLIENT_OPTIONS.CURVE, ...options })
    expect(() => client.connect('tcp://127.0.0.1:5555')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('a HELLO for a server key of zeros is rejected', async () => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    using peer = await guarded.peer({ serverKey: NULL_KEY })
    void peer.raw.write(peer.greeting, peer.next())
    await guarded.turnedAway(peer, 'ERR_ZMTP_CRYPTOGRAPHIC')
  })

  it.each([
    ['public', { publicKey: NULL_KEY }, 'ERR_ZMTP_KEY_EXCHANGE'],
    ['secret', { secretKey: NULL_KEY }, 'ERR_ZMTP_CRYPTOGRAPHIC'],
  ])('an INITIATE of a client whose %s key is zeros is rejected', async (_which, keys, code) => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    using peer = await guarded.peer(keys)
    void peer.raw.write(peer.greeting, peer.next())
    await peer.hear()
    void peer.raw.write(peer.next())
    await guarded.turnedAway(peer, code)
  })

  it('messages of a peer of ZMTP 1.0 are never received', async () => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    using peer = await guarded.peer()
    await peer.raw.write(wire("01 00 08 00 'sneaky' 00"))
    await guarded.turnedAway(peer, 'ERR_ZMTP_VERSION')
    expect(peer.raw.bytes).toBeLessThanOrEqual(11)
  })

  it.each<readonly [string, (hello: Uint8Array) => Uint8Array, string]>([
    ['of a wrong length', () => command('HELLO'), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
    ['by another name', (hello) => altered(hello, 5, 0x58), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['of another version', (hello) => altered(hello, 6, 2), 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'],
  ])('HELLO %s is rejected (RFC 26: 34)', async (_what, wrong, code) => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    using peer = await guarded.peer()
    void peer.raw.write(peer.greeting, wrong(peer.next()))
    await guarded.turnedAway(peer, code)
  })

  it.each<readonly [string, (initiate: Uint8Array) => Uint8Array, string]>([
    ['of a wrong length', () => command('INITIATE'), 'ERR_ZMTP_MALFORMED_COMMAND_INITIATE'],
    ['by another name', (initiate) => altered(initiate, 5, 0x58), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['with a cookie that was changed', (initiate) => altered(initiate, 30, 255 - (initiate[39] as number)), 'ERR_ZMTP_CRYPTOGRAPHIC'],
    ['with a box that was changed', (initiate) => altered(initiate, 150, 255 - (initiate[159] as number)), 'ERR_ZMTP_CRYPTOGRAPHIC'],
  ])('INITIATE %s is rejected (RFC 26: 65)', async (_what, wrong, code) => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    using peer = await guarded.peer()
    void peer.raw.write(peer.greeting, peer.next())
    await peer.hear()
    void peer.raw.write(wrong(peer.next()))
    await guarded.turnedAway(peer, code)
  })

  it('the same commands without a change are accepted', async () => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    using peer = await guarded.peer()
    await peer.handshake()
    void peer.raw.write(peer.seal(latin1('hello')))
    expect(text(await guarded.server.receive())).toEqual(['hello'])
    expect(guarded.told).toEqual(['accept', 'handshake'])
  })

  it('clear text after the handshake ends the connection (RFC 26: 90)', async () => {
    await using stage = new Stage('tcp')
    const guarded = await Guarded.bind(stage)
    using peer = await guarded.peer()
    await peer.handshake()
    void peer.raw.write(message(latin1('sneaky')))
    await peer.raw.untilClosed()
    await until(() => guarded.told.length === 3)
    expect([guarded.told[2], guarded.server.tryReceive()]).toEqual(['disconnect ERR_ZMTP_UNEXPECTED_COMMAND', undefined])
  })
})
