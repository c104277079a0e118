/** The frames of FRONTEND and BACKEND behind the endpoints: topics, and heartbeats by name and milliseconds. It refuses a name alone. */
import { ZmqError } from '@tszmq/sockets'

/** The options of a socket that a word sets by the one after it. */
const HEARTBEATS = {
  HEARTBEAT_IVL: 'heartbeatInterval',
  HEARTBEAT_TTL: 'heartbeatTimeToLive',
  HEARTBEAT_TIMEOUT: 'heartbeatTimeout',
} as const

type HeartbeatName = keyof typeof HEARTBEATS

/** In milliseconds. */
export type Heartbeats = Partial<Record<(typeof HEARTBEATS)[HeartbeatName], number>>

/** A topic that is called as a heartbeat is said twice: CZMQ has no way to say it, and one that is followed by itself would be a mistake. */
export function endWords(topics: readonly (Uint8Array | string)[], heartbeats: Heartbeats): (Uint8Array | number | string)[] {
  const timed = Object.entries(HEARTBEATS).flatMap(([name, option]) => {
    const ms = heartbeats[option]
    return ms === undefined ? [] : [name, ms]
  })
  return [...timed, ...topics.flatMap((topic) => (isHeartbeat(octets(topic)) ? [topic, topic] : [topic]))]
}

/** What the words say. Throws EINVAL for a heartbeat that no milliseconds follow. */
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

/** Byte by byte, so that no two topics look the same. */
function octets(word: Uint8Array | string): string {
  return Buffer.from(word as Uint8Array).toString('latin1')
}

function milliseconds(name: string, word: Buffer | undefined): number {
  const text = String(word ?? '')
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new ZmqError('EINVAL', `${name} is followed by milliseconds, not by ${JSON.stringify(text.slice(0, 100))}`)
}
