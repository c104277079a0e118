/** The file of a listening Unix socket: whose it is, and how it goes. Never removes a file that is not our socket. */
import { chmodSync, lstatSync, renameSync, unlinkSync, type Stats } from 'node:fs'
import type { Server } from 'node:net'

/** Read and write for the owner, nothing for anyone else: to connect to a socket is to write to its file. */
const PRIVATE = 0o600

/** Is there a file at `path`? Links are not followed. */
export function fileAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

export class SocketFile {
  readonly path: string
  readonly #bound: Stats | undefined

  /** Of a socket that was just bound. */
  constructor(path: string) {
    this.path = path
    this.#bound = fileAt(path)
    if (this.#bound !== undefined && (this.#bound.mode & 0o777) !== PRIVATE) chmodSync(path, PRIVATE)
  }

  /** Is the file still the one that was bound? Someone may have removed it and bound the path anew. */
  get isOurs(): boolean {
    const found = fileAt(this.path)
    return found !== undefined && found.ino === this.#bound?.ino && found.dev === this.#bound.dev
  }

  /** Removes it, without closing the socket. Never throws: it is called while the process exits. */
  remove(): void {
    try {
      if (this.isOurs) unlinkSync(this.path)
    } catch {
      // The directory went away or is no longer ours to write to: then the file is not ours to remove either.
    }
  }

  /** Closes `server`. libuv then unlinks the path by name, so that a file which is not ours is put aside meanwhile. */
  close(server: Server): void {
    const aside = `${this.path}.${process.pid}`
    const moved = this.#holdsAnother() && move(this.path, aside)
    server.close()
    if (moved) move(aside, this.path)
  }

  #holdsAnother(): boolean {
    try {
      return fileAt(this.path) !== undefined && !this.isOurs
    } catch {
      return false // the directory can no longer be entered, by libuv neither
    }
  }
}

// Whoever may not rename a file may not unlink it either (rename(2), unlink(2)), so that libuv leaves it where it is.
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}
