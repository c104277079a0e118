/** Clients of libzmq are admitted by an answer of `authenticate` that admits them, and by nothing else, with each mechanism. */
import { LibzmqPeer, requirePeer } from '@tszmq/peers'
import type { PeerName, SideOptions } from '@tszmq/peers'
import { Router, curveKeyPair } from '../../src/index.ts'
import type { Authenticate, SocketOptions } from '../../src/index.ts'
import { Stage, connections } from '../stage.ts'

const [server, client] = [curveKeyPair(), curveKeyPair()]

const MECHANISMS: [name: string, server: SocketOptions<Router>, client: SideOptions][] = [
  ['NULL', {}, {}],
  ['PLAIN', { plainServer: true }, { plainUsername: 'ada', plainPassword: 'x' }],
  [
    'CURVE',
    { curveServer: true, curveSecretKey: server.secretKey },
    { curveServerKey: server.publicKey, curvePublicKey: client.publicKey, curveSecretKey: client.secretKey },
  ],
]

const known = new Set<string>()

const NO_ANSWERS: readonly (readonly [what: string, answer: Authenticate])[] = [
  ['{}', () => ({}) as never],
  ['[]', () => [] as never],
  ['{ ok: false }', () => ({ ok: false }) as never],
  ['{ statusCode: 400 }', () => ({ statusCode: 400 }) as never],
  ['new Error()', () => new Error('denied') as never],
  [
    'nothing about strangers',
    ({ username = '', publicKey = '' }) => {
      if (known.has(username) || known.has(publicKey)) return true
    },
  ],
  ['a promise of a userId that was not found', () => Promise.resolve({ userId: undefined } as never)],
]

const PEERS: readonly PeerName[] = ['zeromq.js', 'pyzmq']

describe.each(PEERS)('a client of %s', (name) => {
  const found = requirePeer(name)
  const test = 'missing' in found ? it.skip : it

  test.each(MECHANISMS)(
    'of %s is rejected for a value that is not an answer, and admitted by true',
    async (_mechanism, ours, theirs) => {
      await using stage = new Stage('tcp')
      jest.spyOn(process, 'emitWarning').mockImplementation()
      const router = stage.make(Router, { ...ours, authenticate: () => false })
      const endpoint = await stage.bind(router)
      for (const [what, answer] of NO_ANSWERS) {
        router.authenticate = answer
        const refused = new Promise<string>((resolve) => router.events.on('handshake:error:other', ({ error }) => resolve(error.code)))
        const peer = new LibzmqPeer(name)
        try {
          await peer.open('DEALER', theirs)
          await peer.connect(endpoint)
          expect([what, await refused]).toEqual([what, what.startsWith('nothing') ? 'EFAULT' : 'EINVAL'])
          expect([what, connections(router)]).toEqual([what, 0])
        } finally {
          await peer.end()
        }
      }
      router.authenticate = () => true
      const peer = new LibzmqPeer(name)
      try {
        await peer.open('DEALER', { ...theirs, sendTimeout: 15_000 })
        await peer.connect(endpoint)
        await Promise.all([peer.send({ kind: 'small', count: 1 }), router.receive()])
        expect(connections(router)).toBe(1)
      } finally {
        await peer.end()
      }
    },
    120_000,
  )

  afterEach(() => jest.restoreAllMocks())
})
