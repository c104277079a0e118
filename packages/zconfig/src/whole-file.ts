/** Writes a file atomically: readers see the old file or the complete new one. */
import fs from 'node:fs'
import { checkString } from '@tszmq/sockets/internal'
import { basename, dirname, join } from 'node:path'
import { systemError } from './config-error.ts'

export interface WholeFileOptions {
  /** Permission bits, whatever the umask is. Default 0666 as reduced by the umask. */
  readonly mode?: number
  /** True to reject with EEXIST if the file exists. */
  readonly exclusive?: boolean
}

/** Another process or a crash may have left a temporary file of the same name. */
const ATTEMPTS = 100

let count = 0

/** Rejects with the system's code. */
export async function writeWholeFile(file: string, text: string, { mode, exclusive }: WholeFileOptions = {}): Promise<void> {
  checkString('file', file)
  try {
    const unfinished = await writeUnfinished(file, text, mode)
    try {
      if (exclusive === true) {
        await fs.promises.link(unfinished, file)
        await fs.promises.unlink(unfinished)
        return
      }
      await fs.promises.rename(unfinished, file)
    } catch (error) {
      await fs.promises.unlink(unfinished).catch(() => undefined)
      throw error
    }
  } catch (cause) {
    throw systemError('write', file, cause)
  }
}

/** The temporary name: it begins with a dot, so that no store reads it, and keeps the ending (`_secret`). */
async function writeUnfinished(file: string, text: string, mode: number | undefined): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const path = join(dirname(file), `.${process.pid}-${count++}.${basename(file)}`)
    try {
      const handle = await fs.promises.open(path, 'wx', mode ?? 0o666)
      try {
        if (mode !== undefined && process.platform !== 'win32') await handle.chmod(mode)
        await handle.writeFile(text)
        await handle.sync()
      } catch (error) {
        await fs.promises.unlink(path)
        throw error
      } finally {
        await handle.close()
      }
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === ATTEMPTS) throw error
    }
  }
}
