/** The actor zbeacon: the commands of CZMQ, with UDP behind them. It sends its owner each beacon as `[address, data]`. */
import { ZmqError } from '@tszmq/sockets'
import type { ActorPipe, CommandsOf, Logger } from '@tszmq/zactor'
import { actorLog, bytes, commandsFor, integer, runService, VERBOSE } from '@tszmq/zactor/internal'
import { openLink } from './beacon-link.ts'
import type { OpenLink } from './beacon-link.ts'
import { BeaconNode } from './beacon-node.ts'
import type { BeaconDrops } from './beacon-filter.ts'
import type { NetworkChoice } from './network.ts'
import { PeerTable } from './peer-table.ts'

/** The arguments of the actor. */
export interface ZbeaconArgs extends NetworkChoice {
  /** Number of addresses whose rate is watched. Default 10,000. */
  readonly maxPeers?: number
  /** Beacons of one address that are delivered in a second. Default 1000. */
  readonly maxPerPeer?: number
  /** Where the actor logs faults of the network and, after VERBOSE, what it does. Default `console`. */
  readonly log?: Partial<Logger>
  /** Where the actor counts the beacons that it drops. */
  readonly drops?: BeaconDrops
}

const MAX_PEERS = 10_000
const MAX_PER_PEER = 1000
const MAX_PORT = 65_535

/** The longest delay of a timer, in milliseconds: 24 days. */
const MAX_INTERVAL = 0x7fffffff

/** The function of the actor, for `Zactor.start(zbeacon, args)`. `Zbeacon` is its typed form. */
export function zbeacon(pipe: ActorPipe, args: ZbeaconArgs = {}): Promise<void> {
  return runBeacon(pipe, args, openLink)
}

/** `open` opens the network. */
export function runBeacon(pipe: ActorPipe, args: ZbeaconArgs, open: OpenLink): Promise<void> {
  return runService(pipe, ZBEACON_COMMANDS, () => {
    const { maxPeers = MAX_PEERS, maxPerPeer = MAX_PER_PEER, drops = { oversized: 0, excess: 0, unread: 0 }, log } = args
    for (const [name, value] of Object.entries({ maxPeers, maxPerPeer })) {
      if (!Number.isInteger(value) || value < 1) throw new ZmqError('EINVAL', `${name} is a whole number from 1, not ${value}`)
    }
    const { runtime } = pipe.context
    return new BeaconNode({
      runtime,
      choice: args,
      open,
      peers: new PeerTable(runtime, maxPeers, maxPerPeer),
      drops,
      log: actorLog('zbeacon', log),
      deliver: (address, data) => pipe.trySend([address, data]),
    })
  })
}

const { command, query } = commandsFor<BeaconNode>()

/** CONFIGURE is answered by one frame before the signal: the host name, or nothing if it is refused. */
export const ZBEACON_COMMANDS = {
  CONFIGURE: query([integer('port', 1, MAX_PORT)], 'Opens a UDP port.', (node, port) => node.configure(port), { refusedReply: '' }),
  PUBLISH: command([bytes('data'), integer('interval', 0, MAX_INTERVAL)], 'Sends a beacon at an interval.', (node, data, interval) =>
    node.publish(data, interval),
  ),
  SILENCE: command([], 'Sends no more.', (node) => node.silence()),
  SUBSCRIBE: command([bytes('filter')], 'Delivers the beacons that begin with a filter.', (node, filter) => node.subscribe(filter)),
  UNSUBSCRIBE: command([], 'Delivers no more.', (node) => node.unsubscribe()),
  VERBOSE,
}

/** The commands and their frames. Numbers are text, as CZMQ's picture `i` writes them. */
export type ZbeaconCommands = CommandsOf<typeof ZBEACON_COMMANDS>
