/** The socket options of a proxy that are set at its start. */
import type { ProxySide } from '@tszmq/sockets'

/** The parts of a proxy that have a socket. */
export type ProxyPart = ProxySide | 'control'

export interface EndSocketOptions {
  readonly sendHighWaterMark?: number
  readonly receiveHighWaterMark?: number
  readonly linger?: number
}

export type EndSockets = Readonly<Partial<Record<ProxyPart, EndSocketOptions>>>

const PARTS: readonly string[] = ['frontEnd', 'backEnd', 'control'] satisfies ProxyPart[]
const OPTIONS: readonly string[] = ['sendHighWaterMark', 'receiveHighWaterMark', 'linger'] satisfies (keyof EndSocketOptions)[]

/** Throws TypeError for an unknown part or option. */
export function checkEndSockets(sockets: EndSockets): void {
  for (const [part, options] of Object.entries(sockets)) {
    if (!PARTS.includes(part)) throw new TypeError(`sockets has ${PARTS.join(', ')}, not ${JSON.stringify(part)}`)
    for (const name of Object.keys(options)) {
      if (!OPTIONS.includes(name)) throw new TypeError(`sockets.${part} has ${OPTIONS.join(', ')}, not ${JSON.stringify(name)}`)
    }
  }
}
