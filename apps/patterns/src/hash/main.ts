#!/usr/bin/env node
/** The `tszmq-hash` command: SHA-256 of files and of all files below folders, by a pool of actors in worker threads. */
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { filesBelow } from './files-below.ts'
import { hashFiles } from './hash-pool.ts'
import type { Hashed } from './hash-pool.ts'
import { ProgressLine } from './progress-line.ts'

const FAILED = 1
const BAD_USAGE = 2
const INTERRUPTED = 130

const MAX_THREADS = 256

const usage = `usage: tszmq-hash [--threads <n>] <file or folder>...

Prints the SHA-256 of each file, and of each file below a folder, as sha256sum does, in the order in which they are done.
A terminal shows how far it is. ^C ends it.

  -t, --threads <n>  threads that hash, 1 to ${MAX_THREADS} (default: ${availableParallelism()}, what this machine has)
  -h, --help         this text

The exit code is 0, or 1 when a file could not be read, or 2 for a mistake in the command line.`

async function main(args: readonly string[]): Promise<void> {
  const options = { help: { type: 'boolean', short: 'h' }, threads: { type: 'string', short: 't' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  if (values.help === true) {
    console.log(usage)
    return
  }
  const threads = Number(values.threads ?? availableParallelism())
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    refuse(`--threads is a number from 1 to ${MAX_THREADS}, not ${values.threads}`)
    return
  }
  if (positionals.length === 0) refuse('hash what? name a file or a folder')
  else await hash(positionals, threads)
}

async function hash(paths: readonly string[], threads: number): Promise<void> {
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  const line = new ProgressLine()
  const failed = (path: string, why: string): void => {
    process.exitCode = FAILED
    line.clear()
    console.error(`tszmq-hash: ${path}: ${why}`)
  }
  const done = async ({ path, digest, failure }: Hashed): Promise<void> => {
    if (digest === undefined) {
      failed(path, failure ?? '')
      return
    }
    line.files++
    line.clear()
    // Who reads our output slowly slows the threads down, too.
    if (!process.stdout.write(`${digest}  ${path}\n`)) await once(process.stdout, 'drain')
  }
  try {
    await hashFiles(
      new URL('./hash-actor.js', import.meta.url),
      filesBelow(paths, (path, error) => failed(path, error.message)),
      {
        threads,
        signal: interrupted.signal,
        progress: (bytes) => (line.bytes += bytes),
        done,
      },
    )
  } catch (error) {
    if (!interrupted.signal.aborted) throw error
    process.exitCode = INTERRUPTED
  } finally {
    line.stop()
  }
}

function refuse(mistake: string): void {
  console.error(`tszmq-hash: ${mistake}\ntszmq-hash --help tells more`)
  process.exitCode = BAD_USAGE
}

// A reader that has seen enough, as `| head`, ends it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : FAILED))

main(process.argv.slice(2)).catch((error: NodeJS.ErrnoException) => {
  if (error.code?.startsWith('ERR_PARSE_ARGS') === true) return refuse(error.message.split(/\. |\n/, 1).join())
  console.error(`tszmq-hash: ${error.message}`)
  process.exitCode = FAILED
})
