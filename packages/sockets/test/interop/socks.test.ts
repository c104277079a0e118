/** Through Debian's microsocks, a SOCKS proxy: sockets of this library with one another, and with the system's libzmq. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Traffic } from '@tszmq/peers'
import { LibzmqPeer, requirePeer, trafficDigest } from '@tszmq/peers'
import { Pull, Push } from '../../src/index.ts'
import { Stage, take } from '../stage.ts'
import { OwnSide } from './own-side.ts'

const missing = spawnSync('microsocks', ['-h']).error === undefined ? undefined : 'there is no microsocks here'
if (missing !== undefined && process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error(missing)
const libzmq = requirePeer('pyzmq')

const when = (unless: string | undefined, title: string, run: () => Promise<void>): void => {
  if (unless === undefined) return it(title, run)
  it.skip(`${title} (${unless})`, run)
}

const proxies: ChildProcess[] = []
afterEach(async () => {
  for (const child of proxies.splice(0)) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

/** It does not report when it listens, so clients try until they are connected. */
async function microsocks(...options: string[]): Promise<string> {
  const finder = createServer().listen(0, '127.0.0.1')
  await once(finder, 'listening')
  const { port } = finder.address() as AddressInfo
  await new Promise((resolve) => finder.close(resolve))
  proxies.push(spawn('microsocks', ['-i', '127.0.0.1', '-p', String(port), ...options], { stdio: 'ignore' }))
  return `127.0.0.1:${port}`
}

const SOON = { reconnectInterval: 5 }
const LOGIN = { socksUsername: 'someuser', socksPassword: 'somepass' }

describe('through microsocks', () => {
  for (const [what, host, options, login] of [
    ['to an address', '127.0.0.1', [], {}],
    ['to a name', 'localhost', [], {}],
    ['with a name and a password', '127.0.0.1', ['-u', LOGIN.socksUsername, '-P', LOGIN.socksPassword], LOGIN],
    ['that does not ask who we are', '127.0.0.1', [], LOGIN],
  ] as const) {
    when(missing, `our sockets talk to one another ${what}`, async () => {
      await using stage = new Stage('tcp')
      const push = stage.make(Push)
      const endpoint = await stage.bind(push)
      const pull = stage.make(Pull, { socksProxy: await microsocks(...options), ...SOON, ...login })
      pull.connect(endpoint.replace('127.0.0.1', host))
      for (let i = 0; i < 100; i++) await push.send(`message ${i}`)
      expect(await take(pull, 100)).toEqual(Array.from({ length: 100 }, (_, i) => `message ${i}`))
    })
  }

  when(missing, 'a wrong password is EACCES', async () => {
    await using stage = new Stage('tcp')
    const socksProxy = await microsocks('-u', LOGIN.socksUsername, '-P', LOGIN.socksPassword)
    const pull = stage.make(Pull, { socksProxy, ...SOON, ...LOGIN, socksPassword: 'guess' })
    void pull.events
    pull.connect('tcp://127.0.0.1:9')
    // Before it listens, connections are refused.
    for (let code = 'ECONNREFUSED'; code !== 'EACCES';) {
      const event = await pull.events.receive()
      if (event.type === 'close') code = event.error!.code
      expect(['ECONNREFUSED', 'EACCES']).toContain(code)
    }
  })

  const none = missing ?? ('missing' in libzmq ? libzmq.missing : undefined)
  for (const weAre of ['PUSH', 'PULL'] as const) {
    when(none, `our ${weAre} and libzmq lose, reorder and change nothing`, async () => {
      const [ours, theirs] = [new OwnSide(), new LibzmqPeer('pyzmq')]
      try {
        await theirs.open(weAre === 'PUSH' ? 'PULL' : 'PUSH', {})
        await ours.open(weAre, { socksProxy: await microsocks(), ...SOON })
        await ours.connect(await theirs.bind('tcp://127.0.0.1:*'))
        const [first, second] = weAre === 'PUSH' ? [ours, theirs] : [theirs, ours]
        for (const traffic of [
          { kind: 'small', count: 2000 },
          { kind: 'large', count: 4 },
        ] as const satisfies Traffic[]) {
          const [received] = await Promise.all([second.receive(traffic.count, 0), first.send(traffic)])
          expect(received).toBe(trafficDigest(traffic))
        }
      } finally {
        await ours.hangUp()
        await theirs.end()
      }
    })
  }
})
