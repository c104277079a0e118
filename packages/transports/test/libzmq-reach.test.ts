/** Tests that libzmq can connect to our endpoints and we to libzmq's. Only the first bytes are compared. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ConnRecorder } from '@tszmq/testkit'
import { IpcTransport, TcpTransport, type Transport } from '../src/index.ts'
import { padsAbstractNames } from '../src/ipc/ipc-address.ts'
import { connectOptions, listenOptions } from './real-network.ts'

const PYTHON = '/usr/bin/python3'
const peer = spawnSync(PYTHON, ['-c', 'import zmq']).status === 0
if (!peer && process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error(`${PYTHON} has no zmq`)

const PROGRAM = `
import sys, zmq
socket = zmq.Context().socket(zmq.PAIR)
socket.linger = 0
getattr(socket, sys.argv[1])(sys.argv[2])
print(socket.last_endpoint.decode(), flush=True)
sys.stdin.readline()
`

/** A ZMTP greeting begins with a signature of 10 bytes: FF, a length, 7F. */
const SIGNATURE = /^ff[0-9a-f]{16}7f/

const directory = mkdtempSync(join(tmpdir(), 'reach-'))
const peers: ChildProcess[] = []
afterEach(async () => {
  for (const child of peers.splice(0)) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})
afterAll(() => rmSync(directory, { recursive: true }))

/** A libzmq socket that has done its bind or connect; resolves to its endpoint. */
async function libzmq(verb: 'bind' | 'connect', endpoint: string): Promise<string> {
  const child = spawn(PYTHON, ['-c', PROGRAM, verb, endpoint], { stdio: ['pipe', 'pipe', 'inherit'] })
  peers.push(child)
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return line.toString().trim()
}

const abstractNames = process.platform !== 'linux' ? 'Linux only' : padsAbstractNames() ? 'from Node 22 on' : undefined
const longest = join(directory, 'x'.repeat((process.platform === 'linux' ? 107 : 103) - directory.length - 1))

const CASES: readonly [name: string, transport: Transport, address: string, unless?: string | undefined][] = [
  ['tcp', new TcpTransport(), '127.0.0.1:*'],
  ['ipc by path', new IpcTransport(), join(directory, 'socket')],
  ['ipc by the longest path', new IpcTransport(), longest],
  ['ipc by abstract name', new IpcTransport(), `@${basename(directory)}`, abstractNames],
]

for (const [name, transport, address, unless] of CASES) {
  const skipped = unless ?? (peer ? undefined : 'no libzmq here')
  const when = (title: string, run: () => Promise<void>): void => {
    if (skipped === undefined) return it(title, run)
    it.skip(`${title} (${skipped})`, run)
  }

  when(`reaches libzmq over ${name}`, async () => {
    const endpoint = await libzmq('bind', `${transport.scheme}://${address}`)
    const conn = await transport.connect(endpoint.slice(6), connectOptions())
    const recorder = new ConnRecorder(conn)
    await recorder.untilBytes(10)
    expect(recorder.received.toString('hex')).toMatch(SIGNATURE)
    conn.destroy()
    await recorder.untilClosed()
  })

  when(`is reached by libzmq over ${name}`, async () => {
    let arrived!: (recorder: ConnRecorder) => void
    const arrival = new Promise<ConnRecorder>((resolve) => (arrived = resolve))
    const listener = await transport.listen(address, (conn) => arrived(new ConnRecorder(conn)), listenOptions())
    await libzmq('connect', listener.endpoint)
    const recorder = await arrival
    await recorder.untilBytes(10)
    expect(recorder.received.toString('hex')).toMatch(SIGNATURE)
    recorder.conn.destroy()
    await recorder.untilClosed()
    await listener.close()
  })
}
