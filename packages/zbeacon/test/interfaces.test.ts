/** What is told of the interfaces of this machine. */
import { networkInterfaces } from 'node:os'
import { interfaces } from '../src/index.ts'

jest.mock('node:os', () => ({ ...jest.requireActual<object>('node:os'), networkInterfaces: jest.fn() }))

const list = (found: object): ReturnType<typeof interfaces> => {
  jest.mocked(networkInterfaces).mockReturnValue(found as ReturnType<typeof networkInterfaces>)
  return interfaces()
}

const v4 = (address: string, netmask: string): object => ({
  eth0: [{ address, netmask, mac: '02:00:00:00:00:01', family: 'IPv4', internal: false }],
})

it('an interface has its name, address, netmask, broadcast address and mac', () => {
  const expected = {
    name: 'eth0',
    address: '192.168.7.9',
    netmask: '255.255.252.0',
    broadcast: '192.168.7.255',
    mac: '02:00:00:00:00:01',
    family: 4,
    internal: false,
  }
  expect(list(v4('192.168.7.9', '255.255.252.0'))).toEqual([expected])
})

it.each(['255.255.255.254', '255.255.255.255'])('a network with the mask %s has no address for everybody', (netmask) => {
  expect(list(v4('10.9.0.1', netmask))[0]?.broadcast).toBeUndefined()
})

it('a link-local address has its interface in it, another has not', () => {
  const v6 = (address: string): object => ({ address, netmask: 'ffff::', mac: '', family: 'IPv6', internal: false })
  const found = list({ eth0: [v6('fe80::1'), v6('fd00::2')], wlan0: undefined })
  expect(found.map(({ address, broadcast }) => [address, broadcast])).toEqual([
    ['fe80::1%eth0', undefined],
    ['fd00::2', undefined],
  ])
})
