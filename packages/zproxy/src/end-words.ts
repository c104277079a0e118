/** The frames of FRONTEND and BACKEND after the endpoints: topics, and heartbeat options as a name and milliseconds. */
import { ZmqError } from '@tszmq/sockets'

/** Names on the wire, and the socket option that the next frame sets. */
const HEARTBEATS = {
  HEARTBEAT_IVL: 'heartbeatInterval',
  HEARTBEAT_TTL: 'heartbeatTimeToLive',
  HEARTBEAT_TIMEOUT: 'heartbeatTimeout',
} as const

type HeartbeatName = keyof typeof HEARTBEATS

/** In milliseconds. */
export type Heartbeats = Partial<Record<(typeof HEARTBEATS)[HeartbeatName], number>>

/** A topic with the name of a heartbeat option is sent twice, since CZMQ has no way to send it. */
export function endWords(topics: readonly (Uint8Array | string)[], heartbeats: Heartbeats): (Uint8Array | number | string)[] {
  const timed = Object.entries(HEARTBEATS).flatMap(([name, option]) => {
    const ms = heartbeats[option]
    return ms === undefined ? [] : [name, ms]
  })
  return [...timed, ...topics.flatMap((topic) => (isHeartbeat(octets(topic)) ? [topic, topic] : [topic]))]
}

/** Reads the frames. Throws EINVAL for a heartbeat name without milliseconds. */
export function readEndWords(words: readonly Buffer[]): { topics: Buffer[]; heartbeats: Heartbeats } {
  const topics: Buffer[] = []
  const heartbeats: Heartbeats = {}
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Buffer
    const name = octets(word)
    if (!isHeartbeat(name)) {
      topics.push(word)
      continue
    }
    const next = words[++i]
    if (next?.equals(word) === true) topics.push(word)
    else heartbeats[HEARTBEATS[name]] = milliseconds(name, next)
  }
  return { topics, heartbeats }
}

function isHeartbeat(name: string): name is HeartbeatName {
  return Object.hasOwn(HEARTBEATS, name)
}

/** One character for each byte, so that different topics stay different. */
function octets(word: Uint8Array | string): string {
  return Buffer.from(word as Uint8Array).toString('latin1')
}

function milliseconds(name: string, word: Buffer | undefined): number {
  const text = String(word ?? '')
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new ZmqError('EINVAL', `${name} is followed by milliseconds, not by ${JSON.stringify(text.slice(0, 100))}`)
}
