#!/usr/bin/env node
/** The `zmakecert` command: makes a CURVE certificate. It replaces a file only with the option for that. */
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '../config-error.ts'
import { Zcert } from '../zcert.ts'
import { parseCommandLine } from './command-line.ts'
import type { Command } from './command-line.ts'
import { checkDestination } from './destination.ts'
import { Failure } from './failure.ts'
import { askOwner } from './questions.ts'
import { usage } from './usage.ts'
import { UsageError } from './usage-error.ts'

const FAILED = 1
const BAD_USAGE = 2

async function main(args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args)
  switch (command.name) {
    case 'help':
      process.stdout.write(usage)
      return
    case 'version':
      process.stdout.write(`zmakecert ${version()}\n`)
      return
    case 'print':
      print()
      return
    case 'make':
      return make(command)
  }
}

/** The output format of libzmq's curve_keygen. */
function print(): void {
  using cert = new Zcert()
  process.stdout.write(`== CURVE PUBLIC KEY ==\n${cert.publicTxt}\n\n== CURVE SECRET KEY ==\n${cert.secretTxt}\n`)
}

async function make({ file, force, metadata }: Extract<Command, { name: 'make' }>): Promise<void> {
  await checkDestination(file, force)
  using cert = new Zcert()
  for (const [name, value] of metadata) cert.setMeta(name, value)
  if (metadata.size === 0 && process.stdin.isTTY && process.stderr.isTTY) await askOwner(cert)
  cert.setMeta('created-by', 'tszmq zmakecert')
  cert.setMeta('date-created', new Date().toISOString())
  await cert.save(file, { overwrite: force })
  process.stdout.write(`CURVE certificate created in ${file} and ${file}_secret\n`)
}

/** The version of this package. */
function version(): string {
  const folder = dirname(realpathSync(process.argv[1] as string))
  return (JSON.parse(readFileSync(join(folder, '..', '..', '..', 'package.json'), 'utf8')) as { version: string }).version
}

/** The sentence for an error that the user can correct; any other error unchanged. */
function explain(error: unknown): unknown {
  if (error instanceof ConfigError && error.code === 'EEXIST')
    return `zmakecert: ${error.file ?? 'a file'} is there already; --force replaces it`
  if (error instanceof UsageError || error instanceof Failure || error instanceof ConfigError) return `zmakecert: ${error.message}`
  return error
}

// Whoever stopped reading knows that.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exitCode = FAILED
  if (error.code !== 'EPIPE') console.error(`zmakecert: cannot write to the standard output: ${error.code}`)
})

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(explain(error))
  if (error instanceof UsageError) console.error('zmakecert --help tells more')
  process.exitCode = error instanceof UsageError ? BAD_USAGE : FAILED
})
