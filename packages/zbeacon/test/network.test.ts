/** Which network is chosen: options first, then CZMQ's variables. */
import { networkInterfaces } from 'node:os'
import { chooseNetwork } from '../src/network.ts'

jest.mock('node:os', () => ({ ...jest.requireActual<object>('node:os'), networkInterfaces: jest.fn() }))

const v4 = (address: string, netmask: string, internal = false): object => ({ address, netmask, family: 'IPv4', internal })
const v6 = (address: string, netmask: string, internal = false): object => ({ address, netmask, family: 'IPv6', internal })

beforeEach(() => {
  jest.mocked(networkInterfaces).mockReturnValue({
    lo: [v4('127.0.0.1', '255.0.0.0', true), v6('::1', 'ffff::', true)],
    tun0: [v4('10.9.0.1', '255.255.255.255')],
    eth0: [v4('192.168.7.9', '255.255.252.0'), v6('fe80::1', 'ffff:ffff:ffff:ffff::')],
    wlan0: [v4('172.16.1.2', '255.255.0.0'), v6('fd00::2', 'ffff:ffff:ffff:ffff::')],
  } as unknown as ReturnType<typeof networkInterfaces>)
})

const BROADCAST = { family: 4, membership: undefined }

it.each([
  [
    'the first interface that is no loopback and can broadcast',
    {},
    {},
    { ...BROADCAST, hostname: '192.168.7.9', source: '192.168.7.9', target: '192.168.7.255' },
  ],
  [
    'the one of ZSYS_INTERFACE',
    {},
    { ZSYS_INTERFACE: 'wlan0' },
    { ...BROADCAST, hostname: '172.16.1.2', source: '172.16.1.2', target: '172.16.255.255' },
  ],
  [
    'the one of the option, whatever ZSYS_INTERFACE says',
    { interface: 'lo' },
    { ZSYS_INTERFACE: 'wlan0' },
    { ...BROADCAST, hostname: '127.0.0.1', source: '127.0.0.1', target: '127.255.255.255' },
  ],
  [
    'whatever the system takes, for *',
    { interface: '*' },
    {},
    { ...BROADCAST, hostname: '*', source: '0.0.0.0', target: '255.255.255.255' },
  ],
  [
    'a group',
    { group: '239.1.2.3' },
    {},
    { family: 4, hostname: '10.9.0.1', source: '10.9.0.1', target: '239.1.2.3', membership: { on: '10.9.0.1' } },
  ],
  [
    'the group of ZSYS_IPV4_MCAST_ADDRESS',
    { interface: '*' },
    { ZSYS_IPV4_MCAST_ADDRESS: '239.1.2.3' },
    { family: 4, hostname: '*', source: '0.0.0.0', target: '239.1.2.3', membership: { on: undefined } },
  ],
  [
    'all nodes, for IPv6',
    { ipv6: true },
    {},
    { family: 6, hostname: 'fe80::1%eth0', source: 'fe80::1%eth0', target: 'ff02::1', membership: { on: '::%eth0' } },
  ],
  [
    'the group of ZSYS_IPV6_MCAST_ADDRESS',
    { interface: 'wlan0' },
    { ZSYS_IPV6: '1', ZSYS_IPV6_MCAST_ADDRESS: 'ff05::9' },
    { family: 6, hostname: 'fd00::2', source: 'fd00::2', target: 'ff05::9', membership: { on: '::%wlan0' } },
  ],
  [
    'IPv4, if the option says so',
    { ipv6: false, interface: 'wlan0' },
    { ZSYS_IPV6: '1' },
    { ...BROADCAST, hostname: '172.16.1.2', source: '172.16.1.2', target: '172.16.255.255' },
  ],
])('it is %s', (_, choice, env, expected) => {
  expect(chooseNetwork(choice, env)).toEqual(expected)
})

it.each([
  ['an interface that is not there', { interface: 'eth9' }, 'ENODEV'],
  ['an interface that cannot broadcast', { interface: 'tun0' }, 'ENODEV'],
  ['an interface without IPv6', { interface: 'tun0', ipv6: true }, 'ENODEV'],
  ['a group that is none', { group: '10.0.0.1' }, 'EINVAL'],
  ['an IPv6 group that is none', { group: 'fd00::1' }, 'EINVAL'],
  ['a group that is no address', { group: 'all' }, 'EINVAL'],
])('it is not %s', (_, choice, code) => {
  expect(() => chooseNetwork(choice, {})).toThrow(expect.objectContaining({ code }))
})
