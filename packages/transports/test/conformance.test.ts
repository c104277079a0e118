/** The common suite for every transport, with both ways of reading. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeTransport } from '@tszmq/testkit'
import { IpcTransport, TcpTransport } from '../src/index.ts'
import { TCP_OPTIONS, realTimers, settle } from './real-network.ts'

const directory = mkdtempSync(join(tmpdir(), 'transports-'))
afterAll(() => rmSync(directory, { recursive: true }))

let count = 0
const fresh = (): string => `${process.pid}-${count++}`
const common = { options: TCP_OPTIONS, timers: realTimers, settle }

for (const intoBuffer of [true, false]) {
  const reading = intoBuffer ? 'read into the shared buffer' : "read by 'data' events"
  const ipc = { transport: new IpcTransport({ intoBuffer }), malformed: '@', ...common }
  describeTransport(`tcp, ${reading}`, () => ({
    transport: new TcpTransport({ intoBuffer }),
    freshAddress: () => '127.0.0.1:*',
    malformed: '127.0.0.1',
    ...common,
  }))
  describeTransport(`ipc by path, ${reading}`, () => ({ ...ipc, freshAddress: () => join(directory, fresh()) }))
  describeTransport(`ipc by wildcard, ${reading}`, () => ({ ...ipc, freshAddress: () => '*' }), [
    { it: 'frees an address by closing, and lets connections live on', why: 'its directory goes with it' },
  ])
  if (process.platform === 'linux') {
    describeTransport(`ipc by abstract name, ${reading}`, () => ({ ...ipc, freshAddress: () => `@tszmq-${fresh()}` }))
  }
}
