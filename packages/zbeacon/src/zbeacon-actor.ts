/** The actor: CZMQ's commands on its pipe, UDP behind it. It refuses what it does not know, and delivers `[address, data]`. */
import { ZmqError } from '@tszmq/sockets'
import type { ActorPipe } from '@tszmq/zactor'
import type { Logger } from '@tszmq/zactor'
import { contained } from '@tszmq/zactor/internal'
import { openLink } from './beacon-link.ts'
import type { OpenLink } from './beacon-link.ts'
import { BeaconNode } from './beacon-node.ts'
import type { BeaconDrops } from './beacon-sieve.ts'
import type { NetworkChoice } from './network.ts'
import { PeerTable } from './peer-table.ts'

/** The commands, as frames. Numbers are text, as CZMQ's picture `i` has them. */
export interface ZbeaconCommands {
  CONFIGURE: [port: number | string]
  PUBLISH: [data: Uint8Array | string, interval: number | string]
  SILENCE: []
  SUBSCRIBE: [filter: Uint8Array | string]
  UNSUBSCRIBE: []
  VERBOSE: []
  [command: string]: (Uint8Array | number | string)[]
}

/** What it is started with. */
export interface ZbeaconArgs extends NetworkChoice {
  /** Addresses that are remembered, to see that none sends too much. Default 10,000. */
  readonly maxPeers?: number
  /** Beacons of one address that are delivered in a second. Default 1000. */
  readonly maxPerPeer?: number
  /** Where it tells of trouble and, after VERBOSE, of what it does; `console` by default. */
  readonly log?: Partial<Logger>
  /** Where it counts what it drops. */
  readonly drops?: BeaconDrops
}

const MAX_PEERS = 10_000
const MAX_PER_PEER = 1000
const MAX_PORT = 65_535

/** The longest wait of a timer (24 days). */
const MAX_INTERVAL = 0x7fffffff

/** For `Zactor.start(zbeacon, args)`; see `Zbeacon` for the typed form. */
export function zbeacon(pipe: ActorPipe, args: ZbeaconArgs = {}): Promise<void> {
  return runBeacon(pipe, args, openLink)
}

/** `open`: the network it is on. */
export async function runBeacon(pipe: ActorPipe, args: ZbeaconArgs, open: OpenLink): Promise<void> {
  const { maxPeers = MAX_PEERS, maxPerPeer = MAX_PER_PEER, drops = { oversized: 0, excess: 0, unread: 0 }, log = globalThis.console } = args
  for (const [name, value] of Object.entries({ maxPeers, maxPerPeer })) {
    if (!Number.isInteger(value) || value < 1) return pipe.refuse(new ZmqError('EINVAL', `${name} is a whole number from 1, not ${value}`))
  }
  const { runtime } = pipe.context
  const node = new BeaconNode({
    runtime,
    choice: args,
    open,
    peers: new PeerTable(runtime, maxPeers, maxPerPeer),
    drops,
    log: contained(log),
    deliver: (address, data) => pipe.trySend([address, data]),
  })
  try {
    await pipe.signal()
    for await (const [command, ...words] of pipe) await obey(pipe, node, String(command), words)
  } finally {
    node.close()
  }
}

async function obey(pipe: ActorPipe, node: BeaconNode, command: string, words: readonly Buffer[]): Promise<void> {
  node.say(() => `API command=${JSON.stringify(command.slice(0, 100))}`)
  try {
    if (command === 'CONFIGURE') await configure(pipe, node, words)
    else execute(node, command, words)
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  await pipe.signal()
}

/** It is answered by one frame, our host name or nothing, before the signal: all that CZMQ's users know of. */
async function configure(pipe: ActorPipe, node: BeaconNode, words: readonly Buffer[]): Promise<void> {
  let hostname = ''
  try {
    const [port] = only('CONFIGURE', words, ['a port'])
    hostname = await node.configure(wholeNumber(port, 'a port', 1, MAX_PORT))
  } finally {
    await pipe.send(hostname)
  }
}

/** Throws EINVAL for what makes no sense; what was set before holds then. */
function execute(node: BeaconNode, command: string, words: readonly Buffer[]): void {
  switch (command) {
    case 'PUBLISH': {
      const [data, interval] = only(command, words, ['data', 'an interval'])
      return node.publish(data as Buffer, wholeNumber(interval, 'an interval', 0, MAX_INTERVAL))
    }
    case 'SILENCE':
      only(command, words, [])
      return node.silence()
    case 'SUBSCRIBE': {
      const [filter] = only(command, words, ['a filter'])
      return node.subscribe(filter as Buffer)
    }
    case 'UNSUBSCRIBE':
      only(command, words, [])
      return node.unsubscribe()
    case 'VERBOSE':
      only(command, words, [])
      node.verbose = true
      return
    default:
      throw new ZmqError('EINVAL', `zbeacon has no command ${JSON.stringify(command.slice(0, 100))}`)
  }
}

function only(command: string, words: readonly Buffer[], wanted: readonly string[]): readonly Buffer[] {
  if (words.length === wanted.length) return words
  const what = wanted.length === 0 ? 'nothing' : wanted.join(' and ')
  throw new ZmqError('EINVAL', `${command} takes ${what}, not ${words.length} frames`)
}

function wholeNumber(word: Buffer | undefined, what: string, least: number, most: number): number {
  const text = String(word)
  if (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text)
  throw new ZmqError('EINVAL', `${what} is a whole number from ${least} to ${most}, not ${JSON.stringify(text.slice(0, 100))}`)
}
