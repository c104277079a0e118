/** How streams are sent and received by batches, with sockets that only write down what is asked of them. */
import type { Message, Receiver, Sender } from '../src/library.ts'
import { Meter } from '../src/meter.ts'
import { receiveAll } from '../src/roles/pull.ts'
import { sendAll } from '../src/roles/push.ts'

const socket = { lastEndpoint: null, bind: async () => {}, connect: () => {}, close: () => {} }
const frame = Buffer.alloc(10)

function sender(room: boolean[]): Sender & { calls: string[] } {
  const calls: string[] = []
  return {
    ...socket,
    calls,
    send: async () => void calls.push('send'),
    trySend: () => {
      calls.push('trySend')
      return room.shift() ?? true
    },
  }
}

function receiver(batches: Message[][]): Receiver {
  const unexpected = async (): Promise<never> => {
    throw new Error('asked for a single message')
  }
  async function* all() {
    yield* batches
  }
  return { ...socket, receive: unexpected, batches: all, [Symbol.asyncIterator]: () => ({ next: unexpected }) }
}

describe('a stream by batches', () => {
  it('waits only when there is no room at once', async () => {
    const taken = sender([true, false, true])
    await sendAll(taken, frame, 3, true)
    expect(taken.calls).toEqual(['trySend', 'trySend', 'send', 'trySend'])
  })

  it('is sent message by message when nobody asks for batches', async () => {
    const taken = sender([])
    await sendAll(taken, frame, 2)
    expect(taken.calls).toEqual(['send', 'send'])
  })

  it('is counted over all batches', async () => {
    const meter = new Meter({ size: 10, warmup: 1, count: 3 })
    await receiveAll(receiver([[[frame]], [[frame], [frame]], [[frame]]]), meter, true)
    expect(meter.report()).toMatchObject({ messages: 3 })
  })

  it('is refused by a library that has no such calls', async () => {
    const { trySend, ...plainSender } = sender([])
    const { batches, ...plainReceiver } = receiver([])
    expect([trySend, batches]).not.toContain(undefined)
    await expect(sendAll(plainSender, frame, 1, true)).rejects.toThrow('this library has no trySend()')
    const meter = new Meter({ size: 10, warmup: 1, count: 1 })
    await expect(receiveAll(plainReceiver, meter, true)).rejects.toThrow('this library has no batches()')
  })
})
