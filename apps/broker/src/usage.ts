/** What `tszmq-broker --help` says. */
import { DEVICES } from './device-kind.ts'

const devices = Object.entries(DEVICES).flatMap(([name, { about, frontend, backend }]) => [
  `  ${name.padEnd(10)} ${about}`,
  `  ${' '.repeat(10)} frontend ${frontend.type.padEnd(6)} for ${frontend.peers.padEnd(15)} ${frontend.endpoint}`,
  `  ${' '.repeat(10)} backend  ${backend.type.padEnd(6)} for ${backend.peers.padEnd(15)} ${backend.endpoint}`,
])

export const usage = `usage: tszmq-broker <device> [options]

Devices, and where they are unless told otherwise:
${devices.join('\n')}

Options:
  --frontend ENDPOINT   bind the frontend here; may be given several times
  --backend ENDPOINT    the same for the backend
  --capture ENDPOINT    publish a copy of every message here (PUB); nobody has to listen
                        an endpoint is tcp://…, ipc://… ; with > before it, it is connected to, not bound
  --hwm N               messages that may wait for one peer, each way (default 1000; 0: no limit)
  --interval SECONDS    time between rates (default 1)
  --json                one JSON object a line: start, rates, stop
  --quiet               say nothing but errors
  --help, --version

Ctrl-C or SIGTERM ends it cleanly; a second one ends it at once.
Exit codes: 0 ended as asked, 1 could not run, 2 wrong usage, 130 or 143 ended by force.
`
