/** The actor zproxy: the commands of CZMQ, and three of ours, for a proxy that runs behind the pipe. */
import type { ProxySide } from '@tszmq/sockets'
import type { ActorPipe, CommandsOf, Logger } from '@tszmq/zactor'
import { actorLog, bytes, commandsFor, oneOf, rest, runService, text, VERBOSE } from '@tszmq/zactor/internal'
import { checkEndSockets } from './end-sockets.ts'
import type { EndSockets, ProxyPart } from './end-sockets.ts'
import { checkHooks } from './hooks.ts'
import type { ProxyDrops, ProxyHooks } from './hooks.ts'
import { ProxyDevice } from './proxy-device.ts'
import { encodeStatistics } from './statistics-frames.ts'

/** The arguments of the actor. */
export interface ZproxyArgs extends ProxyHooks {
  /** Options of the socket of each end and of the control. An option that the type of a socket does not have is refused with its command. */
  readonly sockets?: EndSockets
  /** Where the actor logs hooks that fail and, after VERBOSE, what it does. Default `console`. */
  readonly log?: Partial<Logger>
  /** Where the actor counts the messages that its hooks drop. */
  readonly drops?: ProxyDrops
  /** Called for each message that is dropped since a hook failed. */
  readonly failed?: (error: Error, from: ProxySide) => void
}

/** Throws TypeError for arguments of a wrong kind. */
export function checkZproxyArgs(args: ZproxyArgs): void {
  checkHooks(args)
  checkEndSockets(args.sockets ?? {})
}

/** The function of the actor, for `Zactor.start(zproxy, args)`. `Zproxy` is its typed form. */
export function zproxy(pipe: ActorPipe, args: ZproxyArgs = {}): Promise<void> {
  return runService(pipe, ZPROXY_COMMANDS, () => {
    checkZproxyArgs(args)
    const { drops = { filtered: 0, failed: 0 }, failed = () => undefined, sockets = {} } = args
    return new ProxyDevice({ context: pipe.context, hooks: args, drops, failed, log: actorLog('zproxy', args.log), sockets })
  })
}

const { command, query } = commandsFor<ProxyDevice>()

const SIDES: Readonly<Record<string, ProxyPart>> = { FRONTEND: 'frontEnd', BACKEND: 'backEnd', CONTROL: 'control' }
const side = oneOf('side', SIDES)
const end = [text('type'), text('endpoints'), rest(bytes('option'))] as const

/** CONTROL, STATISTICS and LAST_ENDPOINT are ours. The last two are answered by a message before the signal. */
export const ZPROXY_COMMANDS = {
  FRONTEND: command(end, 'Opens the front end.', (device, ...options) => device.open('frontEnd', ...options)),
  BACKEND: command(end, 'Opens the back end.', (device, ...options) => device.open('backEnd', ...options)),
  CAPTURE: command([text('endpoint')], 'Copies each message to a PUSH at an endpoint.', (device, endpoint) => device.capture(endpoint)),
  CONTROL: command([text('type'), text('endpoints')], 'Opens a socket that takes commands.', (device, type, endpoints) =>
    device.control(type, endpoints),
  ),
  PAUSE: command([], 'Forwards nothing until RESUME.', (device) => device.pause()),
  RESUME: command([], 'Forwards again.', (device) => device.resume()),
  DOMAIN: command([side, text('domain')], 'Sets the ZAP domain of a socket.', (device, part, domain) =>
    device.secure(part, { zapDomain: domain }),
  ),
  PLAIN: command([side], 'Makes a socket a server of PLAIN.', (device, part) => device.secure(part, { plainServer: true })),
  CURVE: command([side, text('publicKey'), text('secretKey')], 'Makes a socket a server of CURVE.', (device, ...keys) =>
    device.curve(...keys),
  ),
  STATISTICS: query([], 'Sends the counts of messages and bytes.', (device) => encodeStatistics(device.statistics())),
  LAST_ENDPOINT: query([side], 'Sends the real endpoints of a socket.', (device, part) => device.endpoints(part)),
  VERBOSE,
}

/** The commands and their frames. */
export type ZproxyCommands = CommandsOf<typeof ZPROXY_COMMANDS>
