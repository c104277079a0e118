/** Tests of splitting and joining endpoints. */
import { formatEndpoint, parseEndpoint, unknownScheme } from '../src/endpoint.ts'

const REFUSED = ['', 'tcp', 'tcp:', 'tcp:/', 'tcp://', 'tcp:/a', '://', '://a', '127.0.0.1:5555']

for (const text of REFUSED) {
  it(`rejects "${text}" with EINVAL and quotes it`, () => {
    const refusal = {
      name: 'TransportError',
      code: 'EINVAL',
      address: text,
      message: expect.stringContaining(`"${text}"`),
    }
    expect(() => parseEndpoint(text)).toThrow(expect.objectContaining(refusal))
  })
}

it('splits at the first ://', () => {
  expect(parseEndpoint('ipc://a://b')).toEqual({ scheme: 'ipc', address: 'a://b' })
  expect(parseEndpoint('x://y')).toEqual({ scheme: 'x', address: 'y' })
})

it('joins what it split', () => {
  const { scheme, address } = parseEndpoint('tcp://[::1]:5555')
  expect(formatEndpoint(scheme, address)).toBe('tcp://[::1]:5555')
})

it('names the available schemes when one is unknown', () => {
  expect(unknownScheme('pgm://eth0;239.0.0.1:5', ['tcp', 'ipc'])).toMatchObject({
    code: 'EPROTONOSUPPORT',
    address: 'pgm://eth0;239.0.0.1:5',
    message: 'no transport here serves pgm://eth0;239.0.0.1:5: there is tcp, ipc',
  })
})
