/** Distributor: sends to all pipes that have room, and waits for none. */
import { Distributor } from '../../src/route/distributor.ts'
import type { Ends } from './pipes.ts'
import { message, pipes, read } from './pipes.ts'

function distribute(ends: readonly Ends[]): Distributor {
  const distributor = new Distributor()
  for (const { near } of ends) distributor.attach(near)
  return distributor
}

describe('Distributor', () => {
  it('writes to all pipes', () => {
    const ends = pipes(3)
    const distributor = distribute(ends)
    expect(distributor.send(message('a'), distributor.pipes)).toBe(0)
    expect(ends.map(({ far }) => read(far))).toEqual([['a'], ['a'], ['a']])
  })

  it('returns how many missed a message, and the others have it', () => {
    const ends = [...pipes(1, 1), ...pipes(1, 3)] as [Ends, Ends]
    const distributor = distribute(ends)
    expect(['a', 'b', 'c', 'd'].map((each) => distributor.send(message(each), distributor.pipes))).toEqual([0, 1, 1, 2])
    expect([read(ends[0].far), read(ends[1].far)]).toEqual([['a'], ['a', 'b', 'c']])
  })

  it('skips a full pipe until it was read to its low-water mark', () => {
    const [ends] = pipes(1, 4) as [Ends]
    const distributor = distribute([ends])
    for (const each of 'abcde') distributor.send(message(each), distributor.pipes)
    ends.far.read()
    expect(distributor.send(message('f'), distributor.pipes)).toBe(1)
    ends.far.read()
    expect(distributor.send(message('g'), distributor.pipes)).toBe(0)
    expect(read(ends.far)).toEqual(['c', 'd', 'g'])
  })

  it('removes a detached pipe, and ignores an unknown one', () => {
    const ends = pipes(3) as [Ends, Ends, Ends]
    const distributor = distribute([ends[0], ends[1]])
    distributor.detach(ends[0].near)
    distributor.detach(ends[2].near)
    distributor.send(message('a'), distributor.pipes)
    expect(ends.map(({ far }) => read(far))).toEqual([[], ['a'], []])
  })

  it('has room if all pipes have, and the first without room calls writable', () => {
    const ends = [...pipes(1, 1), ...pipes(1, 0)] as [Ends, Ends]
    const distributor = distribute(ends)
    const told: string[] = []
    ends[0].near.owner = { readable: () => undefined, writable: () => told.push('writable'), pipeClosed: () => undefined }
    expect(distributor.room(distributor.pipes)).toBe(true)
    distributor.send(message('a'), distributor.pipes)
    expect(distributor.room(distributor.pipes)).toBe(false)
    ends[0].far.read()
    expect([told, distributor.room(distributor.pipes)]).toEqual([['writable'], true])
  })

  it('does not wait for room in a pipe that is closed', () => {
    const ends = pipes(1, 1) as [Ends]
    const distributor = distribute(ends)
    distributor.send(message('a'), distributor.pipes)
    ends[0].far.close()
    expect(distributor.room(distributor.pipes)).toBe(true)
  })
})
