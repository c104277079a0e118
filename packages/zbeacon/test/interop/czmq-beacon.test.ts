/**
 * CZMQ's beacons and ours hear each other, in each of the ways that both have. CZMQ takes no loopback, so that this needs an interface
 * that broadcasts; what is sent there comes back to this machine.
 */
import { join } from 'node:path'
import { CzmqProgram } from '@tszmq/peers'
import { Zbeacon } from '../../src/index.ts'
import type { NetworkChoice } from '../../src/network.ts'
import { chooseNetwork } from '../../src/network.ts'
import { freePort } from '../loopback.ts'

const program = new CzmqProgram(join(__dirname, 'czmq-beacon.c'))

/** The ways, as options of ours and as variables of CZMQ. Its own IPv4 multicast ends its process on any named interface. */
const WAYS: { way: string; choice: NetworkChoice; env: NodeJS.ProcessEnv }[] = [
  { way: 'IPv4 broadcast on one interface', choice: {}, env: { ZSYS_INTERFACE: '' } },
  { way: 'IPv4 broadcast wherever the system sends it', choice: { interface: '*' }, env: { ZSYS_INTERFACE: '*' } },
  {
    way: 'IPv4 multicast',
    choice: { interface: '*', group: '239.255.56.70' },
    env: { ZSYS_INTERFACE: '*', ZSYS_IPV4_MCAST_ADDRESS: '239.255.56.70' },
  },
  { way: 'IPv6 multicast on one interface', choice: { ipv6: true }, env: { ZSYS_INTERFACE: '', ZSYS_IPV6: '1' } },
  {
    way: 'IPv6 multicast to a group',
    choice: { group: 'ff02::5670' },
    env: { ZSYS_INTERFACE: '', ZSYS_IPV6: '1', ZSYS_IPV6_MCAST_ADDRESS: 'ff02::5670' },
  },
]

/** Whether this machine has an interface for it, besides loopback. */
function possible({ choice }: (typeof WAYS)[number]): boolean {
  try {
    chooseNetwork({ ...choice, interface: '' }, {})
    return true
  } catch {
    return false
  }
}

afterEach(() => program.end())
afterAll(() => program.remove())

const withCzmq = program.missing === undefined ? describe : describe.skip

withCzmq('with CZMQ', () => {
  // Two beacons of ours would hear each other too: names tell who is who.
  for (const each of WAYS) {
    const { way, choice, env } = each
    // Without such an interface CZMQ itself has no beacon: it cannot be shown then, not even where peers are required.
    const test = possible(each) ? it : it.skip
    test(`beacons are heard both ways, by ${way}`, async () => {
      const port = await freePort()
      await using ours = await Zbeacon.start(choice)
      const hostname = await ours.configure(port)
      await ours.subscribe('czmq/')
      await ours.publish('ours/1', 50)
      await using czmq = program.start([String(port), 'czmq/1', 'ours/'], env)
      const theirs = await czmq.line()
      expect(theirs).not.toBe('')
      const { address, data } = await ours.receive()
      expect(String(data)).toBe('czmq/1')
      const [from, said] = (await czmq.line()).split(' ')
      expect(said).toBe('ours/1')
      expect(from).toBe(address)
      if (hostname !== '*') expect([hostname, theirs]).toEqual([address, address])
      await ours.publish('ours/2', 50)
      while ((await czmq.line()) !== `${address} ours/2`);
    })
  }
})
