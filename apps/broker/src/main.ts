#!/usr/bin/env node
/** The `tszmq-broker` command: a device between two sockets, until it is told to stop. Everything else is refused. */
import { readFileSync } from 'node:fs'
import { version } from 'tszmq'
import { parseCommandLine } from './command-line.ts'
import type { RunCommand } from './command-line.ts'
import { Device } from './device.ts'
import { EndpointError } from './endpoint-error.ts'
import { JsonReport, silence, TextReport } from './report.ts'
import { serve } from './serve.ts'
import { stopOnSignal } from './signals.ts'
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
      console.log(`tszmq-broker ${ownVersion()} (behaves as libzmq ${version})`)
      return
    case 'run':
      return run(command)
  }
}

async function run(command: RunCommand): Promise<void> {
  const device = await Device.open(command)
  const release = stopOnSignal(() => device.stop())
  // Whoever read our report is gone: nobody to work for.
  process.stdout.on('error', () => device.stop())
  const reports = { text: () => new TextReport(process.stdout), json: () => new JsonReport(process.stdout), none: () => silence }
  await serve(device, reports[command.output](), command.intervalMs)
  release()
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const mistaken = error instanceof UsageError || (error instanceof EndpointError && error.mistake)
  const explained = mistaken || error instanceof EndpointError
  console.error(explained ? `tszmq-broker: ${error.message}` : error)
  if (error instanceof UsageError) console.error('tszmq-broker --help tells more')
  process.exitCode = mistaken ? BAD_USAGE : FAILED
})
