/** libzmq's own address vectors: 82 of its IP resolver, 32 of its udp addresses. */

/** How one address must resolve. Without `address` it must be refused. */
export interface IpVector {
  readonly text: string
  readonly bindable?: boolean
  readonly ipv6?: boolean
  readonly dns?: boolean
  /** A port is expected. */
  readonly port?: boolean
  readonly expect?: {
    readonly address: string
    readonly port?: number
    readonly zone?: string
    readonly multicast?: boolean
  }
}

const both = (vector: IpVector, v4?: string, v6?: string): IpVector[] => [
  { ...vector, ...(v4 !== undefined && { expect: { address: v4, port: 0 } }) },
  { ...vector, ipv6: true, ...(v6 !== undefined && { expect: { address: v6, port: 0 } }) },
]

const plain = (text: string, address?: string): IpVector => vector({ text }, address)
const plain6 = (text: string, address?: string, zone?: string): IpVector => vector({ text, ipv6: true }, address, undefined, zone)
const ported = (text: string, address?: string, port?: number): IpVector => vector({ text, port: true }, address, port)
const ported6 = (text: string, address?: string, port?: number, zone?: string): IpVector =>
  vector({ text, port: true, ipv6: true }, address, port, zone)
const named = (text: string, address?: string): IpVector => vector({ text, dns: true }, address)
const named6 = (text: string, address?: string, zone?: string): IpVector =>
  vector({ text, dns: true, ipv6: true }, address, undefined, zone)
const group = (text: string, multicast: boolean): IpVector => ({
  text,
  ipv6: text.includes(':'),
  expect: { address: text, multicast },
})

function vector(how: IpVector, address?: string, port?: number, zone?: string): IpVector {
  if (address === undefined) return how
  return { ...how, expect: { address, ...(port !== undefined && { port }), ...(zone !== undefined && { zone }) } }
}

export const IP_VECTORS: readonly IpVector[] = [
  // Wildcards: to bind only.
  ...both({ text: '*:*', port: true, bindable: true }, '0.0.0.0', '::'),
  ...both({ text: '*:0', port: true, bindable: true }, '0.0.0.0', '::'),
  ...both({ text: '*:*', port: true }),
  ...both({ text: '*:1234', port: true }),
  ...both({ text: '127.0.0.1:*', port: true }),
  ...both({ text: '127.0.0.1:0', port: true }, '127.0.0.1', '::ffff:127.0.0.1'),
  // IPv4.
  plain('1.2.128.129', '1.2.128.129'),
  plain('0.0.0.0', '0.0.0.0'),
  plain('255.255.255.255', '255.255.255.255'),
  plain('[1.2.128.129]', '1.2.128.129'),
  plain('1.2.128.129]'),
  plain('[1.2.128.129'),
  plain('[1.2.128].129'),
  plain('1.2.128.129:123'),
  plain('1.2.128.129:*'),
  plain('::1'),
  ported('1.2.128.129:123', '1.2.128.129', 123),
  ported('1.2.128.129:0', '1.2.128.129', 0),
  ported('1.2.3.4:567bad', '1.2.3.4', 567),
  ported('1.2.3.4'),
  ported('1.2.3.4:bad'),
  ported('[192.168.1.1]:5555', '192.168.1.1', 5555),
  ported('[192.168.1.1:]5555'),
  ported('[192.168.1.1:5555]'),
  ported('[192.168.1.1:*]'),
  ported('[::1]:1234'),
  // IPv6.
  plain6('::1', '::1'),
  plain6('abcd:1234::1:0:234', 'abcd:1234::1:0:234'),
  plain6('::', '::'),
  plain6('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'),
  plain6('[::1]', '::1'),
  plain6('::1]'),
  plain6('[::1'),
  plain6('[abcd:1234::1:]0:234'),
  ported6('[1234::1]:80', '1234::1', 80),
  { text: '[1234::1]:*', port: true, ipv6: true, bindable: true, expect: { address: '1234::1', port: 0 } },
  ported6('abcd:1234::1:0:234:123', 'abcd:1234::1:0:234', 123),
  // IPv4 where IPv6 is welcome.
  plain6('11.22.33.44', '::ffff:11.22.33.44'),
  ported6('11.22.33.44:55', '::ffff:11.22.33.44', 55),
  // Zones. libzmq turns the name into its number; we leave that to the system.
  plain6('3000:4:5::1:234%2', '3000:4:5::1:234', 'eth0'),
  plain6('3000:4:5::1:234%0'),
  ported6('3000:4:5::1:234%2:1111', '3000:4:5::1:234', 1111, 'eth0'),
  plain6('3000:4:5::1:234%eth1', '3000:4:5::1:234', 'eth1'),
  ported6('3000:4:5::1:234%eth0:8080', '3000:4:5::1:234', 8080, 'eth0'),
  ported6('[3000:4:5::1:234%eth0]:8080', '3000:4:5::1:234', 8080, 'eth0'),
  plain6('3000:4:5::1:234%bad0'),
  // Names.
  named('ip.zeromq.org', '10.100.0.1'),
  named('ipv4only.zeromq.org', '10.100.0.2'),
  named('invalid.zeromq.org'),
  named('ipv6only.zeromq.org'),
  named('5.4.3.2', '5.4.3.2'),
  { text: 'ip.zeromq.org:1234', dns: true, port: true, expect: { address: '10.100.0.1', port: 1234 } },
  named6('ip.zeromq.org', 'fdf5:d058:d656::1'),
  named6('ipv6only.zeromq.org', 'fdf5:d058:d656::2'),
  named6('invalid.zeromq.org'),
  named6('ipv4only.zeromq.org', '::ffff:10.100.0.2'),
  named6('fdf5:d058:d656::1', 'fdf5:d058:d656::1'),
  {
    text: 'ip.zeromq.org:1234',
    dns: true,
    ipv6: true,
    port: true,
    expect: { address: 'fdf5:d058:d656::1', port: 1234 },
  },
  named('[ip.zeromq.org]', '10.100.0.1'),
  named('[ip.zeromq].org'),
  ...both({ text: 'ip.zeromq.org' }),
  named6('ip.zeromq.org%lo0', 'fdf5:d058:d656::1', 'lo0'),
  ...['ip.zeromq.org%lo0:4444', '[ip.zeromq.org%lo0]:4444'].map((text) => ({
    text,
    dns: true,
    ipv6: true,
    port: true,
    expect: { address: 'fdf5:d058:d656::1', port: 4444, zone: 'lo0' },
  })),
  // Multicast.
  group('1.2.3.4', false),
  group('abcd::1', false),
  group('230.1.2.3', true),
  group('ffab::1234', true),
  group('224.0.0.0', true),
  group('ff00::', true),
  group('239.255.255.255', true),
  group('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true),
  group('223.255.255.255', false),
  group('feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', false),
  group('240.0.0.0', false),
]

/** How one udp address must resolve, or with which code it is refused. */
export interface UdpVector {
  readonly bind: boolean
  readonly ipv6: boolean
  readonly text: string
  readonly refused?: 'EINVAL' | 'ENODEV'
  readonly expect?: {
    readonly target: string
    readonly port: number
    readonly bound: string
    readonly multicast: boolean
  }
}

const udp = (
  verb: 'bind' | 'connect',
  family: 4 | 6,
  text: string,
  target: string,
  port: number,
  bound = family === 6 ? '::' : '0.0.0.0',
  multicast = false,
): UdpVector => ({ bind: verb === 'bind', ipv6: family === 6, text, expect: { target, port, bound, multicast } })

const noUdp = (verb: 'bind' | 'connect', family: 4 | 6, text: string, refused: 'EINVAL' | 'ENODEV' = 'EINVAL'): UdpVector => ({
  bind: verb === 'bind',
  ipv6: family === 6,
  text,
  refused,
})

export const UDP_VECTORS: readonly UdpVector[] = [
  udp('connect', 4, '127.0.0.1:5555', '127.0.0.1', 5555),
  udp('connect', 6, '[::1]:123', '::1', 123),
  udp('bind', 4, '127.0.0.1:5555', '127.0.0.1', 5555, '127.0.0.1'),
  udp('bind', 6, '[abcd::1234:1]:5555', 'abcd::1234:1', 5555, 'abcd::1234:1'),
  udp('bind', 4, '*:*', '0.0.0.0', 0),
  udp('bind', 6, '*:*', '::', 0),
  udp('bind', 4, '127.0.0.1:*', '127.0.0.1', 0, '127.0.0.1'),
  udp('bind', 6, '[1:2:3:4::5]:*', '1:2:3:4::5', 0, '1:2:3:4::5'),
  udp('bind', 4, '*:5555', '0.0.0.0', 5555),
  udp('bind', 6, '*:5555', '::', 5555),
  noUdp('connect', 4, '*:5555'),
  noUdp('connect', 6, '*:5555'),
  noUdp('connect', 4, '127.0.0.1:*'),
  noUdp('connect', 6, '[::1]:*'),
  udp('connect', 4, '127.0.0.1:0', '127.0.0.1', 0),
  udp('connect', 6, '[2000:abcd::1]:0', '2000:abcd::1', 0),
  udp('bind', 4, '239.0.0.1:1234', '239.0.0.1', 1234, '0.0.0.0', true),
  udp('bind', 6, '[ff00::1]:1234', 'ff00::1', 1234, '::', true),
  udp('connect', 4, '239.0.0.1:2222', '239.0.0.1', 2222, '0.0.0.0', true),
  udp('connect', 6, '[ff00::1]:2222', 'ff00::1', 2222, '::', true),
  udp('bind', 4, '127.0.0.1;230.2.8.12:5555', '230.2.8.12', 5555, '127.0.0.1', true),
  noUdp('bind', 6, '[::1];[ffab::4]:5555', 'ENODEV'),
  udp('bind', 4, '*;230.2.8.12:5555', '230.2.8.12', 5555, '0.0.0.0', true),
  udp('bind', 6, '*;[ffff::]:5555', 'ffff::', 5555, '::', true),
  udp('connect', 4, '8.9.10.11;230.2.8.12:5555', '230.2.8.12', 5555, '8.9.10.11', true),
  noUdp('connect', 6, '[1:2:3::4];[ff01::1]:5555', 'ENODEV'),
  udp('connect', 4, '*;230.2.8.12:5555', '230.2.8.12', 5555, '0.0.0.0', true),
  udp('connect', 6, '*;[ff10::1]:5555', 'ff10::1', 5555, '::', true),
  noUdp('bind', 4, '127.0.0.1;1.2.3.4:5555'),
  noUdp('bind', 6, '[::1];[fe00::1]:5555'),
  noUdp('connect', 4, '127.0.0.1;1.2.3.4:5555'),
  noUdp('connect', 6, '[::1];[fe00:1]:5555'),
]
