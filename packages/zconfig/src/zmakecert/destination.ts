/** Checks the destination of a certificate, before the user is asked for metadata. */
import { constants } from 'node:fs'
import { access, lstat, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from './failure.ts'

/** Rejects with Failure if a file cannot be written or must not be replaced. Later changes are noticed when the files are written. */
export async function checkDestination(file: string, force: boolean): Promise<void> {
  for (const each of [file, `${file}_secret`]) {
    const found = await lstat(each).catch(() => undefined)
    if (found?.isDirectory() === true) throw new Failure(`${each} is a directory`)
    if (found !== undefined && !force) throw new Failure(`${each} is there already; --force replaces it`)
  }
  const folder = file.endsWith('/') ? file : dirname(file)
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory() !== true) throw new Failure(`there is no directory ${folder} to write to`)
  if (file.endsWith('/')) throw new Failure(`${file} is a directory`)
  await access(folder, constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`the directory ${folder} may not be written to (${error.code})`)
  })
}
