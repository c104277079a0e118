/** The actor: CZMQ's commands on its pipe, a proxy behind it. It refuses what it does not know, and answers each command by a signal. */
import type { ProxySide } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { ActorPipe } from '@tszmq/zactor'
import type { Logger } from '@tszmq/zsys'
import { contained } from '@tszmq/zsys/internal'
import { checkEndSockets } from './end-sockets.ts'
import type { EndSockets, ProxyPart } from './end-sockets.ts'
import { checkHooks } from './hooks.ts'
import type { ProxyDrops, ProxyHooks } from './hooks.ts'
import { ProxyDevice } from './proxy-device.ts'
import { encodeStatistics } from './statistics-frames.ts'

type Word = Uint8Array | number | string

/** The commands, as frames. `CONTROL`, `STATISTICS` and `LAST_ENDPOINT` are ours, the last two answered by a message before the signal. */
export interface ZproxyCommands {
  FRONTEND: [type: string, endpoints: string, ...words: Word[]]
  BACKEND: [type: string, endpoints: string, ...words: Word[]]
  CAPTURE: [endpoint: string]
  CONTROL: [type: string, endpoints: string]
  PAUSE: []
  RESUME: []
  DOMAIN: [side: string, domain: string]
  PLAIN: [side: string]
  CURVE: [side: string, publicKey: string, secretKey: string]
  VERBOSE: []
  STATISTICS: []
  LAST_ENDPOINT: [side: string]
  [command: string]: Word[]
}

/** What it is started with. */
export interface ZproxyArgs extends ProxyHooks {
  /** Options of the socket of each side and of the control; what its type does not have is refused when it is made. */
  readonly sockets?: EndSockets
  /** Where it tells of hooks that fail and, after VERBOSE, of what it does; `console` by default. */
  readonly log?: Partial<Logger>
  /** Where it counts what its hooks drop. */
  readonly drops?: ProxyDrops
  /** Told of each message that a failing hook dropped. */
  readonly failed?: (error: Error, from: ProxySide) => void
}

/** Throws TypeError for what it cannot be started with. */
export function checkZproxyArgs(args: ZproxyArgs): void {
  checkHooks(args)
  checkEndSockets(args.sockets ?? {})
}

const SIDES: Readonly<Record<string, ProxyPart>> = { FRONTEND: 'frontEnd', BACKEND: 'backEnd', CONTROL: 'control' }

/** For `Zactor.start(zproxy, args)`; see `Zproxy` for the typed form. */
export async function zproxy(pipe: ActorPipe, args: ZproxyArgs = {}): Promise<void> {
  try {
    checkZproxyArgs(args)
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  const { log = globalThis.console, drops = { filtered: 0, failed: 0 }, failed = () => undefined, sockets = {} } = args
  const { context } = pipe
  const device = new ProxyDevice({ context, hooks: args, drops, failed, log: contained(log), sockets })
  try {
    await pipe.signal()
    await Promise.race([obey(pipe, device), device.over])
  } catch (error) {
    // Who terminates a context closes all its sockets, ours and the pipe's.
    if (!context.terminated) throw error
  } finally {
    device.close()
  }
}

async function obey(pipe: ActorPipe, device: ProxyDevice): Promise<void> {
  for await (const [name, ...words] of pipe) {
    if (device.closed) return
    const command = String(name)
    device.say(() => `API command=${JSON.stringify(command.slice(0, 100))}`)
    try {
      const answer = await execute(device, command, words)
      if (answer !== undefined) await pipe.send(answer)
    } catch (error) {
      await pipe.refuse(error as Error)
      continue
    }
    await pipe.signal()
  }
}

/** What to answer before the signal. Rejects with EINVAL for what makes no sense; what was set before holds then. */
async function execute(device: ProxyDevice, command: string, words: readonly Buffer[]): Promise<Buffer[] | string | undefined> {
  switch (command) {
    case 'FRONTEND':
    case 'BACKEND': {
      const [type, endpoints, ...rest] = words
      if (endpoints === undefined) throw new ZmqError('EINVAL', `${command} takes a type and endpoints, not ${words.length} frames`)
      await device.open(SIDES[command] as ProxySide, String(type), String(endpoints), rest)
      return undefined
    }
    case 'CAPTURE':
      device.capture(only(command, words, 'an endpoint')[0] as string)
      return undefined
    case 'CONTROL': {
      const [type, endpoints] = only(command, words, 'a type', 'endpoints')
      await device.control(type as string, endpoints as string)
      return undefined
    }
    case 'DOMAIN': {
      const [side, domain] = only(command, words, 'a side', 'a domain')
      device.domain(sideOf(side), domain as string)
      return undefined
    }
    case 'PLAIN':
      device.plain(sideOf(only(command, words, 'a side')[0]))
      return undefined
    case 'CURVE': {
      const [side, publicKey, secretKey] = only(command, words, 'a side', 'a public key', 'a secret key')
      device.curve(sideOf(side), publicKey as string, secretKey as string)
      return undefined
    }
    case 'LAST_ENDPOINT':
      return device.endpoints(sideOf(only(command, words, 'a side')[0]))
    default:
      return simple(device, command, words)
  }
}

/** Commands without a word. */
function simple(device: ProxyDevice, command: string, words: readonly Buffer[]): Buffer[] | undefined {
  switch (command) {
    case 'PAUSE':
      only(command, words)
      device.pause()
      return undefined
    case 'RESUME':
      only(command, words)
      device.resume()
      return undefined
    case 'STATISTICS':
      only(command, words)
      return encodeStatistics(device.statistics())
    case 'VERBOSE':
      only(command, words)
      device.verbose = true
      return undefined
    default:
      throw new ZmqError('EINVAL', `zproxy has no command ${JSON.stringify(command.slice(0, 100))}`)
  }
}

function only(command: string, words: readonly Buffer[], ...wanted: readonly string[]): string[] {
  if (words.length === wanted.length) return words.map(String)
  const what = wanted.length === 0 ? 'nothing' : wanted.join(' and ')
  throw new ZmqError('EINVAL', `${command} takes ${what}, not ${words.length} frames`)
}

function sideOf(word: string | undefined): ProxyPart {
  const side = Object.hasOwn(SIDES, word ?? '') ? SIDES[word ?? ''] : undefined
  if (side !== undefined) return side
  throw new ZmqError('EINVAL', `the side is FRONTEND, BACKEND or CONTROL, not ${JSON.stringify((word ?? '').slice(0, 100))}`)
}
