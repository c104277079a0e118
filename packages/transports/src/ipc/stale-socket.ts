/** Replaces a stale socket file: one whose listener is gone. Live sockets, other files and links stay. */
import { unlinkSync, type Stats } from 'node:fs'
import type { Server } from 'node:net'
import { errorCode, type Attempt } from '../attempt.ts'
import { nodeNet } from '../node/node-modules.ts'
import { listening } from '../node/open-server.ts'
import { fileAt } from './socket-file.ts'
import type { Timers } from '../transport.ts'

/** Milliseconds between two probes. Between its bind(2) and listen(2) a live socket refuses connections too, for a shorter time. */
const SECOND_LOOK_MS = 50

/**
 * Length of a lock's name: the longest possible. Node 20 pads shorter names with NULs (see padsAbstractNames), so its lock would differ
 * from that of Node 22. Bun accepts one byte less.
 */
const LOCK_NAME_BYTES = process.versions['bun'] === undefined ? 108 : 107

/** Removes the stale socket at `path` and runs `bind`. Rejects with `EADDRINUSE` if the file at `path` must stay. */
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

/** Returns why the file must stay, whether a process listens or not. Undefined if it may be replaced. */
export function mustStay(found: Stats): string | undefined {
  if (!found.isSocket()) return 'a file that is not a socket is there'
  return found.uid === process.getuid?.() ? undefined : 'a socket of another user is there'
}

function isSame(before: Stats, now: Stats | undefined): boolean {
  return now !== undefined && now.ino === before.ino && now.dev === before.dev && now.ctimeMs === before.ctimeMs
}

/** Resolves with true if a connection is refused. Any other result counts as a live socket. */
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

// Of two processes that find the same stale file only one may remove it, else the second removes the new socket of the first. The lock
// is an abstract name, which the kernel releases when its holder exits.
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
