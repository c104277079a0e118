/** A socket file whose listener died. Removes that and nothing else: no live socket, no other file, no link. */
import { unlinkSync, type Stats } from 'node:fs'
import type { Server } from 'node:net'
import { errorCode, type Attempt } from '../attempt.ts'
import { nodeNet } from '../node/node-modules.ts'
import { listening } from '../node/open-server.ts'
import { fileAt } from './socket-file.ts'
import type { Timers } from '../transport.ts'

/** Between another's bind(2) and listen(2) a live socket refuses too; this is time enough for one to follow. */
const SECOND_LOOK_MS = 50

/**
 * A lock's name is as long as a name can be, because Node 20 fills shorter ones with NULs (see padsAbstractNames) and
 * would hold another lock than Node 22. Bun takes one byte less.
 */
const LOCK_NAME_BYTES = process.versions['bun'] === undefined ? 108 : 107

/** Runs `bind` after removing the stale socket at `path`, or throws EADDRINUSE if what is there must stay. */
export async function replaceStale<T>(path: string, attempt: Attempt, timers: Timers, bind: () => Promise<T>): Promise<T> {
  const found = fileAt(path)
  if (found === undefined) return bind()
  const reason = mustStay(found)
  if (reason !== undefined) throw attempt.refuse('EADDRINUSE', reason)
  const lock = await lockFile(found, attempt)
  try {
    for (let look = 0; look < 2; look++) {
      if (look > 0) await new Promise<void>((resolve) => timers.after(SECOND_LOOK_MS, resolve))
      if (!(await refuses(path))) throw attempt.refuse('EADDRINUSE', 'the address is in use')
    }
    if (isSame(found, fileAt(path))) unlinkSync(path)
    return await bind()
  } finally {
    lock?.close()
  }
}

/** Why what is there is never replaced, alive or not. */
export function mustStay(found: Stats): string | undefined {
  if (!found.isSocket()) return 'a file that is not a socket is there'
  return found.uid === process.getuid?.() ? undefined : 'a socket of another user is there'
}

function isSame(before: Stats, now: Stats | undefined): boolean {
  return now !== undefined && now.ino === before.ino && now.dev === before.dev && now.ctimeMs === before.ctimeMs
}

/** Does connecting say that nobody listens? Any other answer, or none to be had, is taken for life. */
function refuses(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = nodeNet().connect(path)
    probe.once('error', (error) => resolve(errorCode(error) === 'ECONNREFUSED'))
    probe.once('connect', () => {
      probe.destroy()
      resolve(false)
    })
  })
}

// Of two processes that find the same stale file only one may remove it, or the second removes the first one's new
// socket. An abstract name is a lock that the kernel takes back when its holder dies.
async function lockFile({ dev, ino }: Stats, attempt: Attempt): Promise<Server | undefined> {
  if (process.platform !== 'linux') return undefined
  const name = `\0tszmq-bind:${dev}:${ino}`.padEnd(LOCK_NAME_BYTES, '-')
  const server = nodeNet().createServer()
  try {
    await listening(server, () => server.listen({ path: name, exclusive: true }))
  } catch (error) {
    throw attempt.refuse('EADDRINUSE', 'another process is binding it now', error)
  }
  return server
}
