/** The file of a listening Unix socket: its mode, its owner and its removal. Only the file that this process bound is removed. */
import { chmodSync, lstatSync, renameSync, unlinkSync, type Stats } from 'node:fs'
import type { Server } from 'node:net'

/** Mode of the file: read and write for its owner only. Connecting to a socket needs write permission on its file. */
const PRIVATE = 0o600

/** Returns the file at `path`, or undefined. Does not follow links. */
export function fileAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

/** The socket file of one listener. */
export class SocketFile {
  readonly path: string
  readonly #bound: Stats | undefined

  /** Made right after the socket was bound to `path`. */
  constructor(path: string) {
    this.path = path
    this.#bound = fileAt(path)
    if (this.#bound !== undefined && (this.#bound.mode & 0o777) !== PRIVATE) chmodSync(path, PRIVATE)
  }

  /** True if the file is still the one that was bound. Another process may have removed it and bound the path again. */
  get isOurs(): boolean {
    const found = fileAt(this.path)
    return found !== undefined && found.ino === this.#bound?.ino && found.dev === this.#bound.dev
  }

  /** Removes the file and leaves the socket open. Never throws, since it is called while the process exits. */
  remove(): void {
    try {
      if (this.isOurs) unlinkSync(this.path)
    } catch {
      // The directory is gone, or this process may not write to it any more: then the file cannot be removed.
    }
  }

  /** Closes `server`. libuv then unlinks the path by name, so a file of another process is renamed during the call. */
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
      return false // the directory cannot be entered any more, not by libuv either
    }
  }
}

// A process that may not rename a file may not unlink it either (rename(2), unlink(2)), so libuv leaves the file in place.
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}
