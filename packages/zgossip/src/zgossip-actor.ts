/** The actor zgossip: the commands of CZMQ for a gossip node. It sends its owner DELIVER and EXPIRE. */
import { ZmqError } from '@tszmq/sockets'
import type { ActorPipe, CommandsOf } from '@tszmq/zactor'
import { Argument, commandsFor, integer, octets, oneOf, optional, runService, VERBOSE } from '@tszmq/zactor/internal'
import { MAX_TTL } from './gossip-message.ts'
import { GossipService, MAX_TIMEOUT } from './gossip-service.ts'
import type { ZgossipArgs } from './gossip-service.ts'

/** The function of the actor, for `Zactor.start(zgossip, args)`. `Zgossip` is its typed form. */
export function zgossip(pipe: ActorPipe, args: ZgossipArgs = {}): Promise<void> {
  return runService(pipe, ZGOSSIP_COMMANDS, () => new GossipService(pipe, args))
}

/** A key of CURVE. The error does not show the text, which may be a secret key with one character too many. */
const curveKey = new Argument('key', 'one' as const, (frame, where): string => {
  const key = String(frame)
  if (/^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/.test(key)) return key
  throw new ZmqError('EINVAL', `${where} must be 40 characters of Z85`)
})

const { command, query } = commandsFor<GossipService>()

/** PORT and STATUS are answered by a message of the same name before the signal. */
export const ZGOSSIP_COMMANDS = {
  BIND: command([octets('endpoint')], 'Takes clients at an endpoint.', (node, endpoint) => node.bind(endpoint)),
  PORT: query([], 'Sends the TCP port that was bound last.', (node) => ['PORT', String(node.port)]),
  CONNECT: command([octets('endpoint'), optional(octets('serverKey'))], 'Becomes a client of another node.', (node, ...server) =>
    node.connect(...server),
  ),
  PUBLISH: command([octets('key'), octets('value'), optional(integer('ttl', 0, MAX_TTL))], 'Sets the value of a key.', (node, ...tuple) =>
    node.publish(...tuple),
  ),
  UNPUBLISH: command([octets('key')], 'Forgets a key, on this node only.', (node, key) => node.unpublish(key)),
  STATUS: query([], 'Sends the number of tuples.', (node) => ['STATUS', String(node.size)]),
  SET: command(
    [oneOf('path', { 'server/timeout': 'server/timeout' }), integer('value', 1, MAX_TIMEOUT)],
    'Sets the milliseconds until a silent client is forgotten.',
    (node, _, ms) => node.setTimeout(ms),
  ),
  'SET PUBLICKEY': command([curveKey], 'Sets our public key.', (node, publicKey) => node.secure({ publicKey })),
  'SET SECRETKEY': command([curveKey], 'Sets our secret key.', (node, secretKey) => node.secure({ secretKey })),
  'ZAP DOMAIN': command([octets('domain')], 'Sets the ZAP domain of the server.', (node, domain) => node.secure({ domain })),
  VERBOSE,
}

/** The commands and their frames. A name may have a space in it. */
export type ZgossipCommands = CommandsOf<typeof ZGOSSIP_COMMANDS>
