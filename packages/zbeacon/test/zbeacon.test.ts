/** Beacons on loopback: who hears whom, what commands do, and what becomes of a network that fails. */
import { Zactor } from '@tszmq/zactor'
import { zbeacon } from '../src/index.ts'
import type { Zbeacon, ZbeaconCommands } from '../src/index.ts'
import { Anybody, bound, freePort, Loopback, LOOPBACK } from './loopback.ts'

let loopback: Loopback
let port: number

beforeEach(async () => {
  loopback = new Loopback()
  port = await freePort()
})

afterEach(() => loopback.context.terminate())

/** The next beacon, as text. */
async function heard(beacon: Zbeacon): Promise<string> {
  const { address, data } = await beacon.receive()
  return `${address} ${String(data)}`
}

describe('a beacon', () => {
  it('says which address others may connect to', async () => {
    await using beacon = await loopback.start()
    expect(await beacon.configure(port)).toBe('127.0.0.1')
  })

  it('hears others, and they hear it', async () => {
    await using ada = await loopback.listen(port)
    await using bob = await loopback.listen(port)
    await ada.publish('ada', 10)
    await bob.publish(Buffer.from('bob'), 10)
    expect(await heard(ada)).toBe('127.0.0.1 bob')
    expect(await heard(bob)).toBe('127.0.0.1 ada')
  })

  it('does not hear itself, not even what it said before', async () => {
    await using ada = await loopback.listen(port)
    await using bob = await loopback.listen(port)
    for (let i = 0; i < 20; i++) await ada.publish(`ada ${i}`, 10)
    for (let i = 0; i < 20; i++) await heard(bob)
    await bob.publish('bob', 10)
    for (let i = 0; i < 5; i++) expect(await heard(ada)).toBe('127.0.0.1 bob')
  })

  it('does not hear who says the same, as in CZMQ', async () => {
    await using ada = await loopback.listen(port)
    await using anybody = await Anybody.from('127.0.0.1', port)
    await ada.publish('ada')
    await anybody.send('ada')
    await anybody.send('ada!')
    expect(await heard(ada)).toBe('127.0.0.1 ada!')
  })

  it('says it again at its interval, and every second if that is 0', async () => {
    await using ada = await loopback.start()
    await using bob = await loopback.listen(port)
    await ada.configure(port)
    const waits: number[] = []
    const { runtime } = loopback.context
    jest.spyOn(runtime, 'after').mockImplementation((ms) => (waits.push(ms), () => undefined))
    await ada.publish('ada', 70)
    await ada.publish('ada', 0)
    jest.restoreAllMocks()
    expect(waits).toEqual([70, 1000])
    expect([await heard(bob), await heard(bob)]).toEqual(['127.0.0.1 ada', '127.0.0.1 ada'])
  })

  it('is silent when it is told to, and others are not', async () => {
    await using ada = await loopback.start()
    await using bob = await loopback.start()
    await using carol = await loopback.listen(port)
    await ada.configure(port)
    await bob.configure(port)
    await ada.publish('ada', 5)
    await heard(carol)
    await ada.silence()
    await bob.publish('bob', 5)
    while ((await heard(carol)) !== '127.0.0.1 bob');
    for (let i = 0; i < 20; i++) expect(await heard(carol)).toBe('127.0.0.1 bob')
  })

  it('hears what begins as the filter, of which there is one, and nothing without', async () => {
    await using ada = await loopback.listen(port)
    await using anybody = await Anybody.from('127.0.0.1', port)
    await ada.subscribe('NODE/')
    for (const data of ['NODE', 'RANDOM', '', 'NODE/1']) await anybody.send(data)
    expect(await heard(ada)).toBe('127.0.0.1 NODE/1')
    await ada.subscribe(Uint8Array.of(0, 255))
    for (const data of ['NODE/2', Buffer.of(0, 254), Buffer.of(0, 255, 1)]) await anybody.send(data)
    expect((await ada.receive()).data).toEqual(Buffer.of(0, 255, 1))
    await using bob = await loopback.listen(port)
    await ada.unsubscribe()
    await anybody.send(Buffer.of(0, 255, 2))
    await bob.receive()
    await ada.subscribe()
    await anybody.send('last')
    expect(await heard(ada)).toBe('127.0.0.1 last')
  })

  it('hears what has no bytes, and what has 255', async () => {
    await using ada = await loopback.start()
    await using bob = await loopback.listen(port)
    await ada.configure(port)
    await ada.publish('')
    expect(await heard(bob)).toBe('127.0.0.1 ')
    await ada.publish(Buffer.alloc(255, 'x'))
    expect(await heard(bob)).toBe(`127.0.0.1 ${'x'.repeat(255)}`)
  })

  it.each([undefined, 5, {}])('of %j, or a filter of it, is refused', async (wrong) => {
    await using ada = await loopback.listen(port)
    const data = wrong as unknown as string
    await expect(ada.publish(data)).rejects.toThrow(new TypeError(`a beacon is text or bytes, not ${typeof wrong}`))
    if (wrong !== undefined)
      await expect(ada.subscribe(data)).rejects.toThrow(new TypeError(`a filter is text or bytes, not ${typeof wrong}`))
  })

  it('is read in a loop, which ends with it', async () => {
    await using anybody = await Anybody.from('127.0.0.1', port)
    const ada = await loopback.listen(port)
    for (const data of ['1', '2', '3']) await anybody.send(data)
    const all: string[] = []
    for await (const { data } of ada) {
      all.push(String(data))
      if (all.length === 3) await ada.destroy()
    }
    expect(all).toEqual(['1', '2', '3'])
  })

  it('waits no longer than it may, and loses nothing by that', async () => {
    await using ada = await loopback.listen(port)
    await using anybody = await Anybody.from('127.0.0.1', port)
    await expect(ada.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(ada.receive({ timeout: 1 })).rejects.toMatchObject({ code: 'EAGAIN' })
    for (const timeout of [NaN, -5]) await expect(ada.receive({ timeout })).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(ada.receive({ timeout: '10' as unknown as number })).rejects.toThrow(TypeError)
    await expect(ada.receive(100 as never)).rejects.toThrow('options must be an object')
    const abort = new AbortController()
    const aborted = ada.receive({ signal: abort.signal })
    const other = ada.receive()
    abort.abort(new Error('enough'))
    await expect(aborted).rejects.toThrow('enough')
    await anybody.send('1')
    await anybody.send('2')
    expect(String((await other).data)).toBe('1')
    expect(await heard(ada)).toBe('127.0.0.1 2')
    for (const data of ['3', '4', '5']) await anybody.send(data)
    expect(await heard(ada)).toBe('127.0.0.1 3')
    await ada.verbose()
    await loopback.listen(port).then(async (bob) => {
      await anybody.send('6')
      await bob.receive()
      await bob.destroy()
    })
    for (const data of ['4', '5', '6']) expect(String((await ada.receive({ timeout: 0 })).data)).toBe(data)
  })

  it('may change its port while it is heard, and while somebody waits', async () => {
    await using ada = await loopback.start()
    await using bob = await loopback.listen(port)
    await ada.configure(await freePort())
    await ada.publish('ada', 10)
    const waiting = heard(bob)
    expect(await bob.configure(port)).toBe('127.0.0.1')
    await ada.configure(port)
    expect(await waiting).toBe('127.0.0.1 ada')
  })

  it('is gone when it is destroyed, and its port is free', async () => {
    const ada = await loopback.listen(port)
    const waiting = ada.receive()
    await Promise.all([ada.destroy(), expect(waiting).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })])
    await expect(ada.configure(port)).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    ;(await bound({ port })).close()
  })

  it('goes to a group by multicast', async () => {
    await using ada = await loopback.start({ group: '239.255.56.70' })
    await using bob = await loopback.listen(port, { group: '239.255.56.70' })
    expect(await ada.configure(port)).toBe('127.0.0.1')
    await ada.publish('ada', 10)
    expect(await heard(bob)).toBe('127.0.0.1 ada')
  })
})

describe('the commands of CZMQ', () => {
  const start = (): Promise<Zactor<ZbeaconCommands>> =>
    Zactor.start<ZbeaconCommands, object>(zbeacon, { interface: LOOPBACK }, { context: loopback.context })

  it('are answered as CZMQ does, by a host name and by beacons', async () => {
    await using speaker = await start()
    await using listener = await start()
    for (const actor of [speaker, listener]) {
      await actor.send(['CONFIGURE', port])
      expect(String(await actor.receive())).toBe('127.0.0.1')
    }
    await listener.send(['SUBSCRIBE', ''])
    await listener.command(['UNSUBSCRIBE'])
    await listener.command(['SUBSCRIBE', ''])
    await speaker.send(['PUBLISH', Buffer.of(0xca, 0xfe), 100])
    expect(await listener.receive()).toEqual([Buffer.from('127.0.0.1'), Buffer.of(0xca, 0xfe)])
    await speaker.send(['SILENCE'])
  })

  it.each([
    ['CONFIGURE', [], 'CONFIGURE takes 1 argument (port), not 0'],
    ['CONFIGURE', ['0'], 'CONFIGURE: port must be a whole number from 1 to 65535, not "0"'],
    ['CONFIGURE', ['65536'], 'CONFIGURE: port must be a whole number from 1 to 65535, not "65536"'],
    ['CONFIGURE', ['80x'], 'CONFIGURE: port must be a whole number from 1 to 65535, not "80x"'],
    ['PUBLISH', ['x', '-1'], 'PUBLISH: interval must be a whole number from 0 to 2147483647, not "-1"'],
    ['PUBLISH', ['x'.repeat(256), '1'], 'a beacon of 256 bytes is longer than 255'],
    ['SUBSCRIBE', ['x'.repeat(256)], 'a filter of 256 bytes is longer than 255'],
  ])('are refused when they make no sense: %s %j', async (name, words, message) => {
    await using actor = await start()
    await expect(actor.command([name, ...words] as ['SILENCE'])).rejects.toMatchObject({ code: 'EINVAL', message })
    if (name === 'CONFIGURE') expect(String(await actor.receive())).toBe('')
    await actor.command(['VERBOSE'])
  })

  it('CONFIGURE has no host name to tell where the interface is not there', async () => {
    await using beacon = await loopback.start({ interface: 'nosuch0' })
    await expect(beacon.configure(port)).rejects.toMatchObject({
      code: 'ENODEV',
      message: 'there is no interface "nosuch0" for beacons over IPv4',
    })
    await beacon.actor.send(['CONFIGURE', port])
    expect(String(await beacon.actor.receive())).toBe('')
  })

  it('VERBOSE logs the host name too', async () => {
    await using beacon = await loopback.start()
    await beacon.verbose()
    await beacon.configure(port)
    expect(loopback.warnings).toEqual(['zbeacon: API command="CONFIGURE"', 'zbeacon: configured, hostname=127.0.0.1'])
  })
})

it('a network that fails is tried again with each beacon, and complained of once', async () => {
  const holder = await bound({ port })
  await using ada = await loopback.start()
  await expect(ada.configure(port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await ada.publish('ada', 1)
  await ada.publish('ada', 1)
  while (loopback.warnings.length === 0) await new Promise((resolve) => setImmediate(resolve))
  holder.close()
  await using bob = await loopback.listen(port)
  expect(await heard(bob)).toBe('127.0.0.1 ada')
  expect(loopback.warnings).toEqual([expect.stringContaining('EADDRINUSE')])
})

it('only who waits for a beacon keeps the process alive', async () => {
  const { runtime } = loopback.context
  const hold = runtime.hold.bind(runtime)
  let held = 0
  jest.spyOn(runtime, 'hold').mockImplementation(() => {
    const release = hold()
    held++
    let once = (): void => void held--
    return () => {
      once()
      once = () => undefined
      release()
    }
  })
  await using ada = await loopback.listen(port)
  await ada.publish('ada')
  await new Promise((resolve) => setImmediate(resolve))
  expect(held).toBe(0)
  const abort = new AbortController()
  const waiting = ada.receive({ signal: abort.signal })
  expect(held).toBe(1)
  abort.abort()
  await expect(waiting).rejects.toThrow()
  expect(held).toBe(0)
  jest.restoreAllMocks()
})
