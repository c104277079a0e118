/** Peers of ZMTP 3.0, 2.0 and 1.0 over real tcp, replayed byte by byte in both roles. */
import { hex, RawListener, RawPeer, wire } from '@tszmq/testkit'
import { Dealer, Pull, Push, Reply, Request, Router, Subscriber, XPublisher } from '../../src/index.ts'
import type { Readable, Socket, Writable } from '../../src/index.ts'
import { OLD_CONVERSATIONS } from './old-conversations.ts'
import type { Conversation, Step } from './old-conversations.ts'

const CLASSES = {
  DEALER: Dealer,
  ROUTER: Router,
  REQ: Request,
  REP: Reply,
  PUSH: Push,
  PULL: Pull,
  SUB: Subscriber,
  XPUB: XPublisher,
}

type AnySocket = Socket & Readable & Writable

const latin1 = (frames: readonly string[]): Buffer[] => frames.map((frame) => Buffer.from(frame, 'latin1'))

function open({ type, options, topic }: Conversation): AnySocket {
  const socket = new CLASSES[type]({ ...options, linger: 0 }) as unknown as AnySocket
  if (topic !== undefined && socket instanceof Subscriber) socket.subscribe(topic)
  return socket
}

async function converse(socket: AnySocket, peer: RawPeer, steps: readonly Step[]): Promise<void> {
  let heard = 0
  for (const step of steps) {
    if ('peer' in step) await peer.write(wire(step.peer))
    if ('send' in step) await socket.send(latin1(step.send))
    if ('receive' in step) {
      const message = await socket.receive()
      expect(message.map((frame) => frame.toString('latin1'))).toEqual(step.receive)
    }
    if ('we' in step) {
      const expected = wire(step.we)
      const end = heard + expected.length
      await peer.until(() => peer.bytes >= end || peer.closed)
      expect(hex(peer.received.subarray(heard, end))).toBe(hex(expected))
      heard = end
    }
  }
  expect(hex(peer.received.subarray(heard))).toBe('')
}

describe.each(OLD_CONVERSATIONS)('$name', (conversation) => {
  it('exchange messages if this library is bound', async () => {
    const socket = open(conversation)
    const peer = await RawPeer.connect(await socket.bind('tcp://127.0.0.1:*'))
    try {
      await converse(socket, peer, conversation.steps)
    } finally {
      peer.destroy()
      await socket[Symbol.asyncDispose]()
    }
  })

  it('exchange messages if this library connects', async () => {
    let accepted!: (peer: RawPeer) => void
    const arrival = new Promise<RawPeer>((resolve) => (accepted = resolve))
    const listener = await RawListener.bind(accepted)
    const socket = open(conversation)
    socket.connect(listener.endpoint)
    try {
      await converse(socket, await arrival, conversation.steps)
    } finally {
      await socket[Symbol.asyncDispose]()
      await listener.close()
    }
  })
})
