/** Watchers of a socket, as the poller and the reactor: called when it closes. */
import { Context, Pull } from '../../src/index.ts'

describe('a watcher of a socket', () => {
  it('finds it closed when it is called, whether closed by itself or with its context', () => {
    const context = new Context()
    const seen: [boolean, boolean][] = []
    const [first, second] = [new Pull({ context }), new Pull({ context })]
    for (const socket of [first, second]) socket.watch(() => seen.push([socket.closed, context.terminated]))
    expect(context.terminated).toBe(false)
    first.close()
    expect(seen).toEqual([[true, false]])
    void context.terminate()
    expect(seen).toEqual([
      [true, false],
      [true, true],
    ])
    first.close()
    expect(seen).toHaveLength(2)
  })
})
