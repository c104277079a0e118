/** LoadBalancer: round robin over pipes with room (rule 7). */
import { LoadBalancer } from '../../src/route/load-balancer.ts'
import type { Ends } from './pipes.ts'
import { message, pipes, read } from './pipes.ts'

function balance(ends: readonly Ends[]): LoadBalancer {
  const balancer = new LoadBalancer()
  for (const { near } of ends) {
    near.owner = { readable: () => undefined, writable: (pipe) => balancer.activate(pipe), pipeClosed: (pipe) => balancer.detach(pipe) }
    balancer.activate(near)
  }
  return balancer
}

describe('LoadBalancer', () => {
  it('cannot send without pipes', () => {
    const balancer = new LoadBalancer()
    expect([balancer.send(message('a')), balancer.writable]).toEqual([false, false])
  })

  it('gives each pipe one message in turn', () => {
    const ends = pipes(3)
    const balancer = balance(ends)
    for (const each of 'abcdefg') balancer.send(message(each))
    expect(ends.map(({ far }) => read(far))).toEqual([
      ['a', 'd', 'g'],
      ['b', 'e'],
      ['c', 'f'],
    ])
  })

  it('gives a message of many frames to one pipe (rule 7)', () => {
    const ends = pipes(2)
    const balancer = balance(ends)
    balancer.send([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')])
    balancer.send(message('d'))
    expect(ends.map(({ far }) => read(far))).toEqual([['a|b|c'], ['d']])
  })

  it('skips a pipe that is over its high-water mark (rule 7)', () => {
    const [small, large] = [...pipes(1, 1), ...pipes(1, 5)] as [Ends, Ends]
    const balancer = balance([small, large])
    for (const each of 'abcdef') expect(balancer.send(message(each))).toBe(true)
    expect([read(small.far), read(large.far)]).toEqual([['a'], ['b', 'c', 'd', 'e', 'f']])
  })

  it('cannot send when all are full, and does not lose the message', () => {
    const ends = pipes(2, 1)
    const balancer = balance(ends)
    expect([balancer.send(message('a')), balancer.send(message('b')), balancer.send(message('c'))]).toEqual([true, true, false])
    expect([balancer.writable, ends.map(({ far }) => read(far))]).toEqual([false, [['a'], ['b']]])
  })

  it('uses a pipe again that has room again', () => {
    const ends = pipes(2, 1)
    const balancer = balance(ends)
    for (const each of 'abc') balancer.send(message(each))
    expect(read((ends[1] as Ends).far)).toEqual(['b'])
    expect([balancer.writable, balancer.send(message('c')), read((ends[1] as Ends).far)]).toEqual([true, true, ['c']])
  })

  it('continues with the next when the current pipe is detached', () => {
    const ends = pipes(3)
    const balancer = balance(ends)
    balancer.send(message('a'))
    ;(ends[1] as Ends).far.close()
    for (const each of 'bcd') balancer.send(message(each))
    expect([read((ends[0] as Ends).far), read((ends[2] as Ends).far)]).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ])
  })

  it('knows where the last message went, until that pipe is detached', () => {
    const ends = pipes(2)
    const balancer = balance(ends)
    balancer.send(message('a'))
    expect(balancer.target).toBe((ends[0] as Ends).near)
    ;(ends[0] as Ends).far.close()
    expect(balancer.target).toBeUndefined()
  })

  it('has a pipe once that is activated twice', () => {
    const ends = pipes(2)
    const balancer = balance(ends)
    balancer.activate((ends[0] as Ends).near)
    for (const each of 'abcd') balancer.send(message(each))
    expect(ends.map(({ far }) => read(far))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ])
  })
})
