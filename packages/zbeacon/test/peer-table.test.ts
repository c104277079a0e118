/** The table of who was heard: bounded in addresses, and in what comes from each. */
import type { Runtime } from '@tszmq/sockets'
import { PeerTable } from '../src/peer-table.ts'

let now = 0
const clock = { now: () => now } as Runtime

it('lets so many of an address come in a second, and others none the less', () => {
  const table = new PeerTable(clock, 10, 5)
  const taken = (address: string, times: number): number => Array.from({ length: times }).filter(() => table.admit(address)).length
  expect(taken('10.0.0.1', 9)).toBe(5)
  expect(taken('10.0.0.2', 3)).toBe(3)
  now += 400
  expect(taken('10.0.0.1', 9)).toBe(2)
  now += 60_000
  expect(taken('10.0.0.1', 9)).toBe(5)
})

it('remembers no more addresses than it may, however many are made up', () => {
  const table = new PeerTable(clock, 1000, 5)
  for (let i = 0; i < 100_000; i++) table.admit(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  expect(table.size).toBe(1000)
})

it('forgets the address not heard of for longest', () => {
  const table = new PeerTable(clock, 2, 1)
  for (const address of ['a', 'b', 'a', 'c']) table.admit(address)
  expect(['a', 'c', 'b'].map((address) => table.admit(address))).toEqual([false, false, true])
})
