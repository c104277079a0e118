/** Anybody on the network may send anything, as fast as they like: it is ignored or bounded, and answered by nothing. */
import { attackLimit, attackSize } from '@tszmq/fuzzer'
import { ManualRuntime } from '@tszmq/testkit'
import { Anybody, bound, EVERYBODY, freePort, Loopback } from '../loopback.ts'

/** More than the pipe, what is kept and a second of one address hold together. */
const FLOOD = 20_000

/** Whoever has sent so many waits for the system to have delivered them, so that loss is ours and not the system's. */
const BURST = 50

let loopback: Loopback
let port: number

beforeEach(async () => {
  loopback = new Loopback()
  port = await freePort()
})

afterEach(() => loopback.context.terminate())

async function flood(anybody: Anybody, count: number, datagram: (i: number) => Uint8Array | string): Promise<void> {
  for (let i = 0; i < count; i += BURST) {
    await Promise.all(Array.from({ length: BURST }, (_, j) => anybody.send(datagram(i + j))))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('what is longer than a beacon is dropped and counted', async () => {
  await using ada = await loopback.listen(port)
  await using anybody = await Anybody.from('127.0.0.1', port)
  for (const size of [256, 1400, 65_507]) await anybody.send(Buffer.alloc(size, 'x'))
  await anybody.send(Buffer.alloc(255, 'y'))
  expect((await ada.receive()).data).toEqual(Buffer.alloc(255, 'y'))
  expect(ada.drops).toEqual({ oversized: 3, excess: 0, unread: 0 })
})

it('of what nobody reads no more is kept than the pipe holds, and commands are answered all the while', async () => {
  await using ada = await loopback.listen(port, { maxPerPeer: 1_000_000 })
  await using anybody = await Anybody.from('127.0.0.1', port)
  await flood(anybody, FLOOD, (i) => `flood ${i}`)
  const { unread } = ada.drops
  expect(unread).toBeGreaterThan(FLOOD / 2)
  await ada.publish('ada')
  await ada.silence()
  await ada.configure(port)
  await flood(anybody, FLOOD, (i) => `flood ${i}`)
  await ada.unsubscribe()
  let left = 0
  for (; ; left++) {
    const beacon = await ada.receive({ timeout: 0 }).catch((error: unknown) => error as { code: string })
    if ('code' in beacon) break
  }
  expect(left).toBeLessThanOrEqual(3000)
  expect(left).toBeGreaterThanOrEqual(1000)
  await ada.subscribe('a friend')
  await anybody.send('a friend')
  expect(String((await ada.receive()).data)).toBe('a friend')
})

it('one address has its share, and another is heard beside it', async () => {
  await using ada = await loopback.listen(port, { maxPerPeer: 10 })
  await using mallory = await Anybody.from('127.0.0.66', port)
  await using bob = await Anybody.from('127.0.0.2', port)
  await flood(mallory, 1000, (i) => `flood ${i}`)
  await bob.send('bob')
  let floods = 0
  for await (const { address, data } of ada) {
    if (address === '127.0.0.2') {
      expect(String(data)).toBe('bob')
      break
    }
    floods++
  }
  expect(floods).toBeGreaterThanOrEqual(10)
  expect(floods).toBeLessThan(500)
  expect(ada.drops.excess).toBeGreaterThan(0)
})

const SPOOFED = attackSize({ full: 100_000, short: 2000 })

it(
  `of ${SPOOFED} addresses that are made up no more are remembered than may be, and each is heard`,
  async () => {
    // Its clock stands still: what an address has used up does not come back.
    const still = new Loopback(new ManualRuntime())
    await using ada = await still.listen(port, { maxPeers: 100, maxPerPeer: 1 })
    const say = async (address: string, data: string): Promise<void> => {
      await using anybody = await Anybody.from(address, port)
      await anybody.send(data)
    }
    const heard = async (): Promise<string> => {
      const { address, data } = await ada.receive()
      return `${address} ${String(data)}`
    }
    const madeUp = (i: number): string => `127.${10 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`
    await say('127.0.0.2', 'first')
    expect(await heard()).toBe('127.0.0.2 first')
    await say('127.0.0.2', 'too much')
    for (let i = 0; i < SPOOFED; i++) {
      await say(madeUp(i), `${i}`)
      expect(await heard()).toBe(`${madeUp(i)} ${i}`)
    }
    // The last hundred have had their share, and those before are as good as new.
    await say(madeUp(SPOOFED - 1), 'too much')
    await say(madeUp(SPOOFED - 99), 'too much')
    await say(madeUp(SPOOFED - 101), 'again')
    expect(await heard()).toBe(`${madeUp(SPOOFED - 101)} again`)
    await say('127.0.0.2', 'again')
    expect(await heard()).toBe('127.0.0.2 again')
    expect(ada.drops).toEqual({ oversized: 0, excess: 3, unread: 0 })
    await ada.destroy()
    void still.context.terminate()
  },
  attackLimit(3),
)

it('the loop turns on under a flood, and the beacon is sent', async () => {
  await using ada = await loopback.listen(port)
  await using bob = await loopback.listen(port)
  await bob.subscribe('ada')
  await ada.publish('ada', 5)
  await using anybody = await Anybody.from('127.0.0.1', port)
  let flooding = true
  const flooded = flood(anybody, FLOOD, (i) => `flood ${i}`).finally(() => (flooding = false))
  let heard = 0
  while (flooding) {
    await bob.receive()
    heard++
  }
  await flooded
  expect(heard).toBeGreaterThan(3)
})

it('nothing is sent in answer, whoever it claims to be from', async () => {
  const victim = await bound({ port: 0, address: '127.0.0.77' })
  const got: string[] = []
  victim.on('message', (data) => got.push(String(data)))
  await using ada = await loopback.listen(port)
  for (const data of ['ZRE\u0001', '', 'x'.repeat(1400), 'hello']) {
    await new Promise((resolve) => {
      victim.setBroadcast(true)
      victim.send(data, port, EVERYBODY, resolve)
    })
  }
  while (String((await ada.receive()).data) !== 'hello');
  await new Promise((resolve) => victim.send('mark', victim.address().port, '127.0.0.77', resolve))
  while (!got.includes('mark')) await new Promise((resolve) => setImmediate(resolve))
  victim.close()
  expect(got).toEqual(['mark'])
})
