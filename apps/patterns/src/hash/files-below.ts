/** The files below some paths, one after the other: a tree of any size is never in memory. It follows no links, and reads no file. */
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** `failed` is told of what cannot be read. */
export async function* filesBelow(paths: readonly string[], failed: (path: string, error: Error) => void): AsyncGenerator<string> {
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) yield* filesIn(path, failed)
      else yield path
    } catch (error) {
      failed(path, error as Error)
    }
  }
}

async function* filesIn(folder: string, failed: (path: string, error: Error) => void): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) yield* filesIn(path, failed)
      else if (entry.isFile()) yield path
    }
  } catch (error) {
    failed(folder, error as Error)
  }
}
