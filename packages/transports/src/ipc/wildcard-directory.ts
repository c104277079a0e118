/** The home of one `ipc://*` socket: a fresh directory that only this user can enter. Holds nothing but that socket. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// libzmq looks at these, and then takes the working directory; we take the system's place for such things.
const PLACES = ['TMPDIR', 'TEMPDIR', 'TMP']

export class WildcardDirectory {
  readonly path: string

  constructor() {
    const named = PLACES.map((name) => process.env[name]).find(isDirectory)
    // mkdtemp makes it with mode 0700 and a name that was free.
    this.path = mkdtempSync(join(named ?? tmpdir(), 'tszmq-'))
  }

  get socketPath(): string {
    return join(this.path, 'socket')
  }

  /** With what is in it. Fine if it is gone already. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

function isDirectory(path: string | undefined): path is string {
  return path !== undefined && path !== '' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
