/**
 * Forty-four connections that are right from their first byte to their first message: what mutations and prefixes are made
 * of.
 */
import type { EngineOptions, MechanismPlugin, SocketTypeName } from '@tszmq/zmtp-codec'
import { SOCKET_TYPES, mayTalk, plainClient, plainServer } from '@tszmq/zmtp-codec'
import { curveClient, curveServer } from '@tszmq/zmtp-codec/curve'
import { EngineTrace, meet } from './engine-trace.ts'
import { ToyCrypto } from './toy-crypto.ts'
import { command, frame, greeting, join, latin1, legacyFrame, message, property, ready, wire } from './wire-bytes.ts'

export interface GoldenHandshake {
  readonly name: string
  readonly options: Partial<EngineOptions> & { readonly socketType: SocketTypeName }
  /** From the peer; ends with a whole message, which is delivered. */
  readonly bytes: Uint8Array
}

const SIGNATURE = wire('ff 00 00 00 00 00 00 00 01 7f')
const NAME = latin1('peer')

/** A message every socket type takes: to a publisher it is a subscription. */
const MESSAGE = Uint8Array.of(1, 0x41)

const TALKING = SOCKET_TYPES.filter((type) => type !== 'STREAM' && type !== 'DGRAM')
const OLD = ['DEALER', 'ROUTER', 'PUB', 'SUB', 'PULL', 'REQ'] as const

function peerOf(own: SocketTypeName): SocketTypeName {
  return TALKING.find((type) => mayTalk(own, type)) as SocketTypeName
}

function version3(socketType: SocketTypeName, minor: number): Uint8Array {
  const traffic = minor === 0 ? message(MESSAGE) : join(command('PING', wire("00 0a 'abc'")), message(MESSAGE))
  const properties = [
    ['Socket-Type', peerOf(socketType)],
    ['Identity', NAME],
    ['X-a', 'b'],
  ] as const
  return join(greeting({ minor }), ready(...properties), traffic)
}

function version2(socketType: SocketTypeName, revision: number): Uint8Array {
  return join(SIGNATURE, Uint8Array.of(revision, SOCKET_TYPES.indexOf(peerOf(socketType))), frame(0, NAME), message(MESSAGE))
}

function version1(socketType: SocketTypeName, signed: boolean): Uint8Array {
  const frames = join(legacyFrame(0, NAME), legacyFrame(0, MESSAGE))
  return signed ? join(SIGNATURE, Uint8Array.of(0, SOCKET_TYPES.indexOf(peerOf(socketType))), frames) : frames
}

function golden(version: string, socketType: SocketTypeName, bytes: Uint8Array, authenticate = false): GoldenHandshake {
  return { name: `${socketType} with a ${version} peer`, options: { socketType, authenticate }, bytes }
}

const PLAIN_CLIENT = plainClient({ username: 'user', password: 'pass' })

function plain(): GoldenHandshake[] {
  const words = greeting({ mechanism: 'PLAIN' })
  const hello = command('HELLO', wire("04 'user' 04 'pass'"))
  const initiate = command('INITIATE', property('Socket-Type', 'DEALER'))
  const answers = join(command('WELCOME'), ready(['Socket-Type', 'ROUTER']))
  return [
    mechanism('PLAIN server', 'ROUTER', plainServer(), join(words, hello, initiate, message(MESSAGE))),
    mechanism('PLAIN client', 'DEALER', PLAIN_CLIENT, join(words, answers, message(MESSAGE))),
  ]
}

/** The same in each run: what each side is given by chance begins anew with each connection. */
function curve(): GoldenHandshake[] {
  const [S, C] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const toy = new ToyCrypto(0)
  const keys = { publicKey: toy.publicKey(S), secretKey: S }
  const server = anew(() => curveServer({ crypto: new ToyCrypto(1), ...keys }))
  const client = anew(() => curveClient({ crypto: new ToyCrypto(2), serverKey: keys.publicKey, publicKey: toy.publicKey(C), secretKey: C }))
  const [one, other] = [
    new EngineTrace({ socketType: 'DEALER', mechanisms: [client] }),
    new EngineTrace({ socketType: 'ROUTER', mechanisms: [server] }, { status: 200 }),
  ]
  meet(one, other)
  for (const side of [one, other]) side.engine.send([MESSAGE])
  return [mechanism('CURVE server', 'ROUTER', server, one.sent), mechanism('CURVE client', 'DEALER', client, other.sent)]
}

function anew(make: () => MechanismPlugin): MechanismPlugin {
  return { ...make(), create: (context) => make().create(context) }
}

function mechanism(name: string, socketType: SocketTypeName, plugin: MechanismPlugin, bytes: Uint8Array): GoldenHandshake {
  return { name, options: { socketType, mechanisms: [plugin] }, bytes }
}

/** Those of mechanisms with roles. */
export const SECURE_HANDSHAKES: readonly GoldenHandshake[] = [...plain(), ...curve()]

export const GOLDEN_HANDSHAKES: readonly GoldenHandshake[] = [
  ...TALKING.map((type) => golden('3.1', type, version3(type, 1))),
  golden('3.1, authenticated', 'ROUTER', version3('ROUTER', 1), true),
  ...OLD.map((type) => golden('3.0', type, version3(type, 0))),
  ...OLD.map((type) => golden('2.0', type, version2(type, 1))),
  golden('2.0, revision 2', 'DEALER', version2('DEALER', 2)),
  ...OLD.slice(0, 3).map((type) => golden('1.0, with a signature', type, version1(type, true))),
  ...OLD.slice(0, 4).map((type) => golden('1.0, without a signature', type, version1(type, false))),
  ...SECURE_HANDSHAKES,
]
