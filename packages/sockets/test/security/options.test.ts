/** Security options: which mechanism they select, invalid values, and that no secret is shown. */
import { inspect } from 'node:util'
import { until } from '@tszmq/testkit'
import { Dealer, Push, curveKeyPair, curvePublicKey } from '../../src/index.ts'
import type { SocketOptions } from '../../src/index.ts'
import { Stage, connections, text } from '../stage.ts'
import { CLIENT_OPTIONS, MECHANISMS, SERVER_OPTIONS } from './mechanisms.ts'

const { publicKey, secretKey } = curveKeyPair()

describe('securityMechanism', () => {
  it.each<readonly [string, SocketOptions<Dealer>, string | null]>([
    ['nothing', {}, null],
    ['plainServer', { plainServer: true }, 'plain'],
    ['plainUsername', { plainUsername: 'joe' }, 'plain'],
    ['plainPassword', { plainPassword: 'x' }, 'plain'],
    ['curveServer', { curveServer: true }, 'curve'],
    ['curveServerKey', { curveServerKey: publicKey }, 'curve'],
    ['curveSecretKey', { curveSecretKey: secretKey }, 'curve'],
    ['PLAIN and then CURVE', { plainUsername: 'joe', curveServerKey: publicKey }, 'curve'],
    ['CURVE and then PLAIN', { curveServerKey: publicKey, plainUsername: 'joe' }, 'plain'],
    ['CURVE, and that it is no PLAIN server', { curveServerKey: publicKey, plainServer: false }, 'curve'],
    ['CURVE, and that it is no CURVE server', { curveServerKey: publicKey, curveServer: false }, 'curve'],
    ['a PLAIN name that was taken back', { plainUsername: 'joe', ...{ plainPassword: null } }, null],
  ])('after %s', async (_what, options, mechanism) => {
    await using stage = new Stage('tcp')
    expect(stage.make(Dealer, options).securityMechanism).toBe(mechanism)
  })
})

describe('keys', () => {
  it('are set as text or bytes, and read as text', async () => {
    await using stage = new Stage('tcp')
    const socket = stage.make(Dealer, { curvePublicKey: publicKey, curveSecretKey: secretKey })
    socket.curveServerKey = new Uint8Array(32) as never
    expect([socket.curvePublicKey, socket.curveSecretKey, socket.curveServerKey]).toEqual([publicKey, secretKey, '0'.repeat(40)])
  })

  it.each([
    ['39 characters', '0'.repeat(39)],
    ['41 characters', '0'.repeat(41)],
    ['characters of no alphabet', `${'0'.repeat(39)}"`],
    ['31 bytes', new Uint8Array(31)],
  ])('of %s throw EINVAL, and are not in the message', async (_what, key) => {
    await using stage = new Stage('tcp')
    const socket = stage.make(Dealer)
    for (const name of ['curvePublicKey', 'curveSecretKey', 'curveServerKey'] as const) {
      expect(() => (socket[name] = key as string)).toThrow(
        expect.objectContaining({ code: 'EINVAL', message: expect.not.stringContaining(String(key)) }),
      )
    }
  })

  it.each<readonly [string, SocketOptions<Dealer>]>([
    ['a client without a key of its server', { curvePublicKey: publicKey, curveSecretKey: secretKey }],
    ['a client without a pair', { curveServerKey: publicKey }],
    ['a server without a secret key', { curveServer: true, curvePublicKey: publicKey }],
    [
      'a pair that does not belong together',
      { curveServerKey: publicKey, curvePublicKey: publicKey, curveSecretKey: curveKeyPair().secretKey },
    ],
  ])('%s: bind and connect throw EINVAL (RFC 26: 7)', async (_what, options) => {
    await using stage = new Stage('tcp')
    const socket = stage.make(Dealer, options)
    expect(() => socket.connect('tcp://127.0.0.1:5555')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    await expect(socket.bind('tcp://127.0.0.1:*')).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it('a public key is computed from the secret one', () => {
    expect(curvePublicKey(secretKey)).toBe(publicKey)
  })
})

describe('secrets', () => {
  it('are returned by name, and never shown otherwise', async () => {
    await using stage = new Stage('tcp')
    const socket = stage.make(Push, { plainPassword: 'hunter2', curveSecretKey: secretKey })
    expect([socket.plainPassword, socket.curveSecretKey]).toEqual(['hunter2', secretKey])
    const shown = inspect(socket, { depth: 20, showHidden: true })
    expect(shown).not.toContain('hunter2')
    expect(shown).not.toContain(secretKey)
    expect(shown).not.toContain(inspect(Buffer.from('hunter2')).slice(8, -1))
  })

  it('are wiped when the socket has ended', async () => {
    await using stage = new Stage('tcp')
    const socket = stage.make(Push, { curveSecretKey: secretKey })
    await socket[Symbol.asyncDispose]()
    expect(socket.curveSecretKey).toBeNull()
  })
})

describe('securityMechanisms', () => {
  it('lets each peer of a bound socket choose its mechanism', async () => {
    await using stage = new Stage('tcp')
    const options = { ...SERVER_OPTIONS.CURVE, authenticate: () => true }
    const server = stage.make(Dealer, { ...options, securityMechanisms: ['null', 'plain', 'curve'] })
    const endpoint = await stage.bind(server)
    for (const [i, mechanism] of MECHANISMS.entries()) {
      const client = stage.make(Dealer, CLIENT_OPTIONS[mechanism])
      client.connect(endpoint)
      await client.send(mechanism)
      expect(text(await server.receive())).toEqual([mechanism])
      expect(connections(server)).toBe(i + 1)
    }
  })

  it('admits no peer with another mechanism', async () => {
    await using stage = new Stage('tcp')
    const server = stage.make(Dealer, { ...SERVER_OPTIONS.CURVE, authenticate: () => true, securityMechanisms: ['plain', 'curve'] })
    const client = stage.make(Dealer, { reconnectInterval: -1 })
    const refused = new Promise<{ error: { code: string } }>((resolve) => server.events.on('handshake:error:protocol', resolve))
    client.connect(await stage.bind(server))
    expect((await refused).error.code).toBe('ERR_ZMTP_MECHANISM_MISMATCH')
    await until(() => connections(client) === 0)
    expect(connections(server)).toBe(0)
  })

  it.each([
    ['nothing', []],
    ['a mechanism twice', ['null', 'null']],
    ['one that is none', ['ssl']],
  ])('%s throws EINVAL', async (_what, list) => {
    await using stage = new Stage('tcp')
    const socket = stage.make(Dealer)
    expect(() => (socket.securityMechanisms = list as never)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})
