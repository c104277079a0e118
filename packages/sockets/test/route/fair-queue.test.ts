/** FairQueue: one message from each pipe that has messages, in turn (rule 8). */
import { Pipe } from '../../src/pipe/pipe.ts'
import { FairQueue } from '../../src/route/fair-queue.ts'
import type { Ends } from './pipes.ts'
import { message, pipes } from './pipes.ts'

function queueOf(ends: readonly Ends[]): FairQueue {
  const queue = new FairQueue()
  for (const { near } of ends) {
    near.owner = { readable: (pipe) => queue.activate(pipe), writable: () => undefined, pipeClosed: () => undefined }
    queue.activate(near)
  }
  return queue
}

function write(ends: Ends, ...texts: string[]): void {
  for (const each of texts) ends.far.write(message(each))
  ends.far.flush()
}

function receive(queue: FairQueue, count: number): string {
  return Array.from({ length: count }, () => queue.receive()?.map(String).join('|') ?? '-').join(' ')
}

describe('FairQueue', () => {
  it('has nothing without pipes, or with empty ones', () => {
    expect([new FairQueue().receive(), new FairQueue().readable]).toEqual([undefined, false])
    const queue = queueOf(pipes(2))
    expect([queue.readable, queue.receive()]).toEqual([false, undefined])
  })

  it('receives one message of each pipe in turn (rule 8)', () => {
    const ends = pipes(3)
    const queue = queueOf(ends)
    ends.forEach((each, i) => write(each, `${i}a`, `${i}b`))
    expect(receive(queue, 7)).toBe('0a 1a 2a 0b 1b 2b -')
  })

  it('does not let a pipe with many messages delay another one', () => {
    const ends = pipes(2) as [Ends, Ends]
    const queue = queueOf(ends)
    write(ends[0], ...Array.from({ length: 1000 }, () => 'flood'))
    receive(queue, 10)
    write(ends[1], 'quiet')
    expect(receive(queue, 2)).toContain('quiet')
  })

  it('receives a message of many frames whole (rule 8)', () => {
    const ends = pipes(2) as [Ends, Ends]
    const queue = queueOf(ends)
    ends[0].far.write([Buffer.from('a'), Buffer.from('b')])
    write(ends[1], 'c')
    expect(receive(queue, 2)).toBe('a|b c')
  })

  it('knows where the last message came from', () => {
    const ends = pipes(2) as [Ends, Ends]
    const queue = queueOf(ends)
    write(ends[1], 'x')
    queue.receive()
    expect(queue.source).toBe(ends[1].near)
    queue.detach(ends[1].near)
    expect(queue.source).toBeUndefined()
  })

  it('checks for messages without losing one or its turn', () => {
    const ends = pipes(3) as [Ends, Ends, Ends]
    const queue = queueOf(ends)
    write(ends[2], 'c')
    expect([queue.readable, queue.readable, receive(queue, 2), queue.readable]).toEqual([true, true, 'c -', false])
  })

  it('receives from a pipe again that was empty', () => {
    const ends = pipes(1) as [Ends]
    const queue = queueOf(ends)
    expect(receive(queue, 1)).toBe('-')
    write(ends[0], 'late')
    expect(receive(queue, 2)).toBe('late -')
  })

  it.each([0, 1, 2])('continues without pipe %i when that is detached', (gone) => {
    const ends = pipes(3)
    const queue = queueOf(ends)
    ends.forEach((each, i) => write(each, String(i)))
    queue.detach((ends[gone] as Ends).near)
    expect(receive(queue, 3)).toBe(`${['0', '1', '2'].filter((each) => each !== String(gone)).join(' ')} -`)
  })

  it('has a pipe once that is activated twice', () => {
    const ends = pipes(2) as [Ends, Ends]
    const queue = queueOf(ends)
    queue.activate(ends[0].near)
    write(ends[0], 'a', 'b')
    write(ends[1], 'x', 'y')
    expect(receive(queue, 5)).toBe('a x b y -')
  })

  it('checks a silent pipe once, however often it is called', () => {
    const ends = pipes(1000)
    const queue = queueOf(ends)
    const looked = jest.spyOn(Pipe.prototype, 'waiting', 'get')
    for (let i = 0; i < 1000; i++) expect(queue.readable).toBe(false)
    expect(looked.mock.calls.length).toBeLessThanOrEqual(1000)
    looked.mockRestore()
  })

  it('detaches pipes without checking the others', () => {
    const ends = pipes(1000)
    const queue = queueOf(ends)
    const read = jest.spyOn(Pipe.prototype, 'read')
    for (const { near } of ends) queue.detach(near)
    expect([read.mock.calls.length, queue.readable]).toEqual([0, false])
    read.mockRestore()
  })
})
