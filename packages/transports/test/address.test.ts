/** Runs libzmq's 114 address vectors, with the names and interfaces of libzmq's tests. */
import { Attempt } from '../src/attempt.ts'
import { parseHostPort } from '../src/ip/host-port.ts'
import { ipBytes } from '../src/ip/ip-address.ts'
import { IpResolver, type IpAddress } from '../src/ip/ip-resolver.ts'
import type { Names } from '../src/ip/names.ts'
import { IP_VECTORS, UDP_VECTORS, type IpVector } from './address-vectors.ts'
import { isMulticast, resolveUdpAddress } from './udp-address.ts'

const NAMES: Readonly<Record<string, { v4?: string; v6: string }>> = {
  'ip.zeromq.org': { v4: '10.100.0.1', v6: 'fdf5:d058:d656::1' },
  'ipv4only.zeromq.org': { v4: '10.100.0.2', v6: '::ffff:10.100.0.2' },
  'ipv6only.zeromq.org': { v6: 'fdf5:d058:d656::2' },
}

/** By number, from 1. */
const INTERFACES = ['lo0', 'eth0', 'eth1']

const pretended: Names = {
  async lookup(host, family) {
    const known = NAMES[host]
    const found = [known?.v4, family === 4 ? undefined : known?.v6].filter((text) => text !== undefined)
    if (found.length === 0) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
    return found
  },
  addressesOf: (name) => (INTERFACES.includes(name) ? [] : undefined),
  interfaceName: (index) => INTERFACES[index - 1],
}

const resolver = new IpResolver(pretended)

async function resolve({ text, bindable = false, ipv6 = false, dns = false, port = false }: IpVector): Promise<IpAddress> {
  const attempt = new Attempt('cannot resolve', `tcp://${text}`)
  const options = { bindable, interfaces: false, dns, ipv6 }
  const [first] = await resolver.resolve(parseHostPort(text, { bindable, port }, attempt), options, attempt)
  return first!
}

/** An address as bytes, so that one way of writing it is as good as another. */
function bytesOf(address: string): string {
  return Buffer.from(ipBytes(address.split('%')[0]!)!).toString('hex')
}

describe('the IP resolver', () => {
  it('is asked all 82 questions of libzmq', () => expect(IP_VECTORS.length).toBe(82))

  for (const vector of IP_VECTORS) {
    const { expect: expected, text, ...how } = vector
    const title = `${text} ${Object.keys(how)
      .filter((key) => how[key as keyof typeof how] === true)
      .join(' ')}`
    if (expected === undefined) {
      it(`refuses ${title}`, () => expect(resolve(vector)).rejects.toMatchObject({ code: vector.bindable ? 'ENODEV' : 'EINVAL' }))
      continue
    }
    it(`resolves ${title}`, async () => {
      const found = await resolve(vector)
      expect(bytesOf(found.address)).toBe(bytesOf(expected.address))
      expect(found.port).toBe(expected.port ?? 0)
      expect(found.address.split('%')[1]).toBe(expected.zone)
      if (expected.multicast === undefined) return
      expect(isMulticast(ipBytes(found.address)!)).toBe(expected.multicast)
    })
  }
})

describe('the udp address', () => {
  it('is asked all 32 questions of libzmq', () => expect(UDP_VECTORS.length).toBe(32))

  for (const { bind, ipv6, text, refused, expect: expected } of UDP_VECTORS) {
    const resolved = () => resolveUdpAddress(text, { bind, ipv6 }, resolver, new Attempt('cannot use', `udp://${text}`))
    const title = `${text} to ${bind ? 'bind' : 'connect'}${ipv6 ? ' with ipv6' : ''}`
    if (expected === undefined) {
      it(`refuses ${title}`, () => expect(resolved()).rejects.toMatchObject({ code: refused }))
      continue
    }
    it(`resolves ${title}`, async () => {
      const family = ipv6 ? 6 : 4
      expect(await resolved()).toEqual({
        target: { family, address: expected.target, port: expected.port },
        bind: { family, address: expected.bound, port: expected.port },
        multicast: expected.multicast,
      })
    })
  }
})
