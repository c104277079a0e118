/**
 * One thread of the pool: an actor that is sent the path of a file, and answers with its SHA-256. Of a long file it tells how far it is,
 * as PROGRESS and a number of bytes. It refuses what is no regular file.
 */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { ActorPipe } from 'tszmq'
import { Zactor } from 'tszmq'

const CHUNK = 1 << 20

/** Bytes after which progress is told: each message wakes the owner, who has better things to do. */
const TELL = 8 << 20

Zactor.run(async (pipe) => {
  const buffer = Buffer.allocUnsafe(CHUNK)
  await pipe.signal() // ready
  for await (const [path] of pipe) {
    try {
      await pipe.send(['DONE', await hash(String(path), buffer, pipe)])
    } catch (error) {
      if (pipe.terminating.aborted) throw error
      await pipe.send(['FAILED', error instanceof Error ? error.message : String(error)])
    }
  }
})

async function hash(path: string, buffer: Buffer, pipe: ActorPipe): Promise<string> {
  const file = openSync(path, 'r')
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is no regular file')
    return await digest(file, buffer, pipe)
  } finally {
    closeSync(file)
  }
}

/** The thread has nothing else to do, so it reads by itself: to be woken for each chunk would cost it a fifth of its time. */
async function digest(file: number, buffer: Buffer, pipe: ActorPipe): Promise<string> {
  const sum = createHash('sha256')
  for (let untold = 0; ;) {
    const bytesRead = readSync(file, buffer)
    sum.update(buffer.subarray(0, bytesRead))
    untold += bytesRead
    if (untold >= TELL || (bytesRead === 0 && untold > 0)) {
      await pipe.send(['PROGRESS', untold])
      untold = 0
    }
    if (bytesRead === 0) return sum.digest('hex')
    // Whoever presses ^C does not wait for the end of a file.
    await setImmediate()
    pipe.terminating.throwIfAborted()
  }
}
