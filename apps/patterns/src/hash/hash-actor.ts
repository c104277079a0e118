/**
 * One thread of the pool: an actor that is sent the path of a file, and answers with its SHA-256. Of a long file it tells how far it is,
 * as PROGRESS and a number of bytes. It refuses what is no regular file.
 */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { ActorPipe } from 'tszmq'
import { Zactor } from 'tszmq'

const CHUNK = 1 << 20

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
  await using file = await open(path)
  if (!(await file.stat()).isFile()) throw new Error('it is no regular file')
  return await digest(file, buffer, pipe)
}

async function digest(file: FileHandle, buffer: Buffer, pipe: ActorPipe): Promise<string> {
  const sum = createHash('sha256')
  for (;;) {
    // Whoever presses ^C does not wait for the end of a file.
    pipe.terminating.throwIfAborted()
    const { bytesRead } = await file.read(buffer, 0, buffer.length)
    if (bytesRead === 0) return sum.digest('hex')
    sum.update(buffer.subarray(0, bytesRead))
    await pipe.send(['PROGRESS', bytesRead])
  }
}
