/** Port ranges in the syntax of CZMQ. */
import { PortRange } from '../../src/connection/port-range.ts'

const ports = (endpoint: string, chance = 0): number[] =>
  [...(PortRange.of(endpoint)?.endpoints(chance) ?? [])].map((each) => Number(each.slice(each.lastIndexOf(':') + 1)))

describe('a range of ports', () => {
  it('is tried from its first to its last port', () => {
    expect([...(PortRange.of('tcp://[::1]:*[60000-60002]')?.endpoints(0.5) ?? [])]).toEqual([
      'tcp://[::1]:60000',
      'tcp://[::1]:60001',
      'tcp://[::1]:60002',
    ])
  })

  it('starts at a random port after !, and has each port once', () => {
    expect(ports('tcp://*:![60000-60003]', 0.5)).toEqual([60002, 60003, 60000, 60001])
    expect(ports('tcp://*:![60000-60003]', 0)).toEqual([60000, 60001, 60002, 60003])
    expect(ports('tcp://*:![60000-60003]', 0.999)).toEqual([60003, 60000, 60001, 60002])
  })

  it('is from 49152 to 65535 by default', () => {
    const ends = (endpoint: string): unknown[] => [ports(endpoint)[0], ports(endpoint).at(-1)]
    expect(ends('tcp://*:!')).toEqual([0xc000, 0xffff])
    expect(ends('tcp://*:*[-]')).toEqual([0xc000, 0xffff])
    expect(ends('tcp://*:*[60000-]')).toEqual([60000, 0xffff])
    expect(ends('tcp://*:*[-60000]')).toEqual([0xc000, 60000])
  })

  it.each(['tcp://*:*', 'tcp://*:5555', 'ipc://x:*[1-2]', 'inproc://x:!', 'tcp://*:*[1-2]x', 'tcp://*:!5'])(
    'is not found in %s',
    (endpoint) => {
      expect(PortRange.of(endpoint)).toBeUndefined()
    },
  )

  it.each(['*[]', '*[60000]', '*[a-b]', '![60010-60000]', '*[0-9]', '*[60000-65536]', '*[1-2-3]', '*[100000-]'])(
    'throws for %s',
    (port) => {
      expect(() => PortRange.of(`tcp://127.0.0.1:${port}`)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    },
  )
})
