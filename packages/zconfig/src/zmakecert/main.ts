#!/usr/bin/env node
/** The `zmakecert` command: makes a CURVE certificate. It never replaces one unless it is told to. */
import { createInterface } from 'node:readline/promises'
import { ConfigError } from '../config-error.ts'
import { Zcert } from '../zcert.ts'
import { parseCommandLine } from './command-line.ts'
import type { Command } from './command-line.ts'
import { usage } from './usage.ts'
import { UsageError } from './usage-error.ts'

const FAILED = 1
const BAD_USAGE = 2
const QUESTIONS = { name: 'Enter your full name: ', email: 'Enter your email address: ', organization: 'Enter your organization: ' }

async function main(args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args)
  switch (command.name) {
    case 'help':
      process.stdout.write(usage)
      return
    case 'print':
      print()
      return
    case 'make':
      return make(command)
  }
}

/** The form of libzmq's curve_keygen, so that what reads that reads this. */
function print(): void {
  using cert = new Zcert()
  process.stdout.write(`== CURVE PUBLIC KEY ==\n${cert.publicTxt}\n\n== CURVE SECRET KEY ==\n${cert.secretTxt}\n`)
}

async function make({ file, force, metadata }: Extract<Command, { name: 'make' }>): Promise<void> {
  using cert = new Zcert()
  for (const [name, value] of metadata) cert.setMeta(name, value)
  if (metadata.size === 0 && process.stdin.isTTY) await ask(cert)
  cert.setMeta('created-by', 'tszmq zmakecert')
  cert.setMeta('date-created', new Date().toISOString())
  await cert.save(file, { overwrite: force })
  console.log(`CURVE certificate created in ${file} and ${file}_secret`)
}

async function ask(cert: Zcert): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    for (const [name, question] of Object.entries(QUESTIONS)) {
      const answer = (await terminal.question(question)).trim()
      if (answer !== '') cert.setMeta(name, answer)
    }
  } finally {
    terminal.close()
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const explained = error instanceof UsageError || error instanceof ConfigError
  const hint = error instanceof ConfigError && error.code === 'EEXIST' ? '; --force replaces it' : ''
  console.error(explained ? `zmakecert: ${error.message}${hint}` : error)
  if (error instanceof UsageError) console.error('zmakecert --help tells more')
  process.exitCode = error instanceof UsageError ? BAD_USAGE : FAILED
})
