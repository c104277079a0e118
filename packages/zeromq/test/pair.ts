/** Two sockets that are connected with each other, closed at the end of the block. */
import type { Pair } from '../src/index.ts'
import * as zmq from '../src/index.ts'

export interface Connected extends Disposable {
  readonly a: Pair
  readonly b: Pair
}

let names = 0

/** An inproc name that no other test has. */
export function name(): string {
  return `inproc://zeromq-test-${process.pid}-${names++}`
}

export async function connectedPair(): Promise<Connected> {
  const [a, b] = [new zmq.Pair({ linger: 0 }), new zmq.Pair({ linger: 0 })]
  await a.bind('tcp://127.0.0.1:*')
  b.connect(a.lastEndpoint as string)
  return {
    a,
    b,
    [Symbol.dispose]() {
      a.close()
      b.close()
    },
  }
}
