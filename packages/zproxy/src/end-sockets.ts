/** What the sockets of a proxy are made with, beside what its commands say. It refuses parts that a proxy does not have, and other options. */
import type { ProxySide } from '@tszmq/sockets'

/** What has a socket, by its name. */
export type ProxyPart = ProxySide | 'control'

export interface EndSocketOptions {
  readonly sendHighWaterMark?: number
  readonly receiveHighWaterMark?: number
  readonly linger?: number
}

export type EndSockets = Readonly<Partial<Record<ProxyPart, EndSocketOptions>>>

const PARTS: readonly string[] = ['frontEnd', 'backEnd', 'control'] satisfies ProxyPart[]
const OPTIONS: readonly string[] = ['sendHighWaterMark', 'receiveHighWaterMark', 'linger'] satisfies (keyof EndSocketOptions)[]

/** Throws TypeError. What the type of a socket does not have shows when it is made. */
export function checkEndSockets(sockets: EndSockets): void {
  for (const [part, options] of Object.entries(sockets)) {
    if (!PARTS.includes(part)) throw new TypeError(`sockets has ${PARTS.join(', ')}, not ${JSON.stringify(part)}`)
    for (const name of Object.keys(options)) {
      if (!OPTIONS.includes(name)) throw new TypeError(`sockets.${part} has ${OPTIONS.join(', ')}, not ${JSON.stringify(name)}`)
    }
  }
}
