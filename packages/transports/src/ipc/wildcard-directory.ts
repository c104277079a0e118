/** The directory of one `ipc://*` socket. It is new, and only this user can enter it. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// libzmq uses these too, and then the working directory. Here the system's temporary directory is next.
const PLACES = ['TMPDIR', 'TEMPDIR', 'TMP']

/** A new temporary directory with mode 0700. */
export class WildcardDirectory {
  readonly path: string

  constructor() {
    const named = PLACES.map((name) => process.env[name]).find(isDirectory)
    // mkdtemp creates it with mode 0700 and a name that is not in use.
    this.path = mkdtempSync(join(named ?? tmpdir(), 'tszmq-'))
  }

  /** The path of the socket in it. */
  get socketPath(): string {
    return join(this.path, 'socket')
  }

  /** Removes the directory with its content. Does nothing if it is gone already. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

function isDirectory(path: string | undefined): path is string {
  return path !== undefined && path !== '' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
