/** The demo behind `npm start`: a queue device, a few clients and workers of its own, all in this process, rates visible. */
import { parseArgs } from 'node:util'
import { seconds } from './command-line.ts'
import { DemoParty } from './demo-party.ts'
import { Device } from './device.ts'
import { TextReport } from './report.ts'
import { serve } from './serve.ts'
import { stopOnSignal } from './signals.ts'

const CLIENTS = 3
const WORKERS = 2
const ANYWHERE = ['tcp://127.0.0.1:0']

const usage = `usage: npm start -- [--seconds N]

Runs a queue device with ${CLIENTS} clients and ${WORKERS} workers until Ctrl-C, or for N seconds.
`

const next = `
Try next, from here:
  node apps/broker/dist/esm/main.js queue       a queue of your own, on ports 5555 and 5556
  node apps/broker/dist/esm/main.js --help      the other devices and all options
  node apps/patterns/dist/esm/main.js list      the patterns, each a program of a screenful
  npm test                                      all tests
  npm run bench -- --quick                      how fast it is here
`

async function demo(limitSeconds: number | undefined): Promise<void> {
  const device = await Device.open({ device: 'queue', frontend: ANYWHERE, backend: ANYWHERE, capture: [], highWaterMark: 1000 })
  const [frontend, backend] = [device.endpoints.frontend[0] as string, device.endpoints.backend[0] as string]
  const party = new DemoParty()
  const stop = (): void => {
    party.leave()
    device.stop()
  }
  const release = stopOnSignal(stop)
  const timer = limitSeconds === undefined ? undefined : setTimeout(stop, 1000 * limitSeconds)
  console.log(`${CLIENTS} REQ clients ask, ${WORKERS} REP workers answer; both know only the queue between them.`)
  console.log(limitSeconds === undefined ? 'Ctrl-C stops it.' : `It stops after ${limitSeconds} s.`)
  const playing = party.play(frontend, CLIENTS, backend, WORKERS)
  await serve(device, new TextReport(process.stdout), 1000)
  clearTimeout(timer)
  const { asked, answered } = await playing
  release()
  console.log(`${answered.toLocaleString('en-US')} requests were answered; ${asked - answered} were under way when it stopped.`)
  console.log(next)
}

/** Undefined: help was asked for and given. */
function parse(args: readonly string[]): { limit: number | undefined } | undefined {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help === true) return undefined
  return { limit: values.seconds === undefined ? undefined : seconds('--seconds', values.seconds) }
}

async function main(args: readonly string[]): Promise<void> {
  let options: ReturnType<typeof parse>
  try {
    options = parse(args)
  } catch (error) {
    console.error(`demo: ${(error as Error).message.split('\n', 1)[0]}`)
    process.exitCode = 2
    return
  }
  if (options === undefined) console.log(usage)
  else await demo(options.limit)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
