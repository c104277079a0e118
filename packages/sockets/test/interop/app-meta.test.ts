/** Metadata of the application, to libzmq and from it. Only with Python, since zeromq.js does not show any. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { requirePeer } from '@tszmq/peers'
import { Reply } from '../../src/index.ts'
import { Stage } from '../stage.ts'

const found = requirePeer('pyzmq')

/** A REQ that announces metadata, sends one request, and prints the metadata of the reply. 95 is ZMQ_METADATA. */
const PROGRAM = `
import json, sys, zmq
socket = zmq.Context().socket(zmq.REQ)
socket.linger = 0
for each in (b'X-hello:hello', b'X-connection:primary', b'X-bin:009c6'):
    socket.setsockopt(95, each)
socket.connect(sys.argv[1])
socket.send(b'question')
frame = socket.recv(copy=False)
print(json.dumps([frame.get(name) for name in ('X-hello', 'X-connection', 'Socket-Type')]))
`

describe('app_meta', () => {
  for (const transport of ['tcp', 'ipc'] as const) {
    const title = `libzmq and we are told what the other announces, over ${transport}`
    if ('missing' in found) {
      it.skip(`${title} (${found.missing})`, () => undefined)
      continue
    }
    it(title, async () => {
      await using stage = new Stage(transport)
      const rep = stage.make(Reply, { metadata: { 'X-hello': 'world', 'X-connection': 'backup' } })
      const endpoint = await stage.bind(rep)
      const child = spawn('/usr/bin/python3', ['-c', PROGRAM, endpoint], { stdio: ['ignore', 'pipe', 'inherit'] })
      const gone = once(child, 'exit')
      try {
        const { peer } = await rep.receiveFrom()
        const told = ['x-hello', 'x-connection', 'x-bin', 'x-foobar'].map((name) => peer.properties.get(name))
        expect(told).toEqual(['hello', 'primary', '009c6', undefined])
        await rep.send('answer')
        const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
        expect(JSON.parse(line)).toEqual(['world', 'backup', 'REP'])
      } finally {
        child.kill('SIGKILL')
        await gone
      }
    })
  }
})
