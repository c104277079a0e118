/** RoutingTable: unique routing ids of pipes (rules 16 and 17, L22). */
import { RoutingTable } from '../../src/route/routing-table.ts'
import type { Pipe } from '../../src/pipe/pipe.ts'
import type { Ends } from './pipes.ts'
import { pipes } from './pipes.ts'

// Ids of threats: docs/threats.md.

const id = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const info = (text: string): never => ({ routingId: id(text) }) as never

describe('RoutingTable', () => {
  it('finds a pipe by the routing id that it wanted', () => {
    const [a] = pipes(1) as [Ends]
    const table = new RoutingTable(0)
    expect([table.add(a.near, id('a')), table.find(id('a')), table.find(id('b')), table.size]).toEqual([true, a.near, undefined, 1])
  })

  it('generates a zero byte and a big-endian counter for a pipe without an id (rule 16)', () => {
    const [a, b] = pipes(2) as [Ends, Ends]
    const table = new RoutingTable(0.5)
    table.add(a.near)
    table.add(b.near)
    expect([a, b].map(({ near }) => Buffer.from(near.routingId as Uint8Array).toString('hex'))).toEqual(['0080000001', '0080000002'])
  })

  it('wraps its counter around without giving an id twice', () => {
    const some = pipes(4)
    const table = new RoutingTable(0.999_999_999_9)
    for (const { near } of some) table.add(near)
    expect(new Set(some.map(({ near }) => Buffer.from(near.routingId as Uint8Array).toString('hex'))).size).toBe(4)
    expect(table.size).toBe(4)
  })

  it('returns false for an id in use, and the pipe that waited longest when it is free', () => {
    const [a, b, c] = pipes(3) as [Ends, Ends, Ends]
    const table = new RoutingTable(0)
    table.add(a.near, id('x'))
    b.near.info = c.near.info = info('x')
    expect([table.add(b.near, id('x')), table.add(c.near, id('x')), b.near.routingId]).toEqual([false, false, undefined])
    expect([table.remove(a.near), table.find(id('x'))]).toEqual([b.near, undefined])
  })

  it('removes a waiting pipe that is detached', () => {
    const [a, b] = pipes(2) as [Ends, Ends]
    const table = new RoutingTable(0)
    table.add(a.near, id('x'))
    b.near.info = info('x')
    table.add(b.near, id('x'))
    table.remove(b.near)
    expect(table.remove(a.near)).toBeUndefined()
  })

  it('lets displaced pipes wait for their id before all others, the last one first', () => {
    const [a, b, c, d] = pipes(4) as [Ends, Ends, Ends, Ends]
    const table = new RoutingTable(0)
    table.add(a.near, id('x'))
    table.add(d.near, id('x'))
    table.displace(a.near)
    expect([a.near.routingId, table.add(b.near, id('x')), table.find(id('x'))]).toEqual([undefined, true, b.near])
    table.displace(b.near)
    table.add(c.near, id('x'))
    for (const next of [b, a, d]) {
      expect(table.remove(table.find(id('x')) as Pipe)).toBe(next.near)
      expect(table.add(next.near, id('x'))).toBe(true)
    }
    expect(table.remove(d.near)).toBeUndefined()
  })

  it('gives a displaced pipe the id that it lost, even if its handshake named another', () => {
    const [a, b] = pipes(2) as [Ends, Ends]
    const table = new RoutingTable(0)
    a.near.info = info('of the handshake')
    table.add(a.near, id('of the connect'))
    table.displace(a.near)
    table.add(b.near, id('of the connect'))
    expect(table.remove(b.near)).toBe(a.near)
  })

  it('distinguishes ids that are not text', () => {
    const [a, b] = pipes(2) as [Ends, Ends]
    const table = new RoutingTable(0)
    table.add(a.near, Uint8Array.of(0xff, 0x80))
    table.add(b.near, Uint8Array.of(0xff, 0x81))
    expect([table.find(Uint8Array.of(0xff, 0x80)), table.find(Uint8Array.of(0xff, 0x81))]).toEqual([a.near, b.near])
  })
})
