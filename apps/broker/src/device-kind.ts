/** The three classic devices: which sockets they join, and where they are found unless told otherwise. */
import { Dealer, Publisher, Pull, Push, Router, XPublisher, XSubscriber } from 'tszmq'
import type { Socket } from 'tszmq'

export type DeviceName = 'queue' | 'forwarder' | 'streamer'

/** One end of a device. */
export interface EndKind {
  readonly type: string
  readonly peers: string
  readonly endpoint: string
  open(highWaterMark: number): Socket
}

export interface DeviceKind {
  readonly about: string
  readonly frontend: EndKind
  readonly backend: EndKind
}

/** What was forwarded gets so long to leave when the device ends. */
const LINGER_MS = 1000

const sending = (sendHighWaterMark: number) => ({ linger: LINGER_MS, sendHighWaterMark })
const receiving = (receiveHighWaterMark: number) => ({ linger: LINGER_MS, receiveHighWaterMark })
const both = (highWaterMark: number) => ({ ...sending(highWaterMark), ...receiving(highWaterMark) })

const end = (type: string, peers: string, port: number, open: (highWaterMark: number) => Socket): EndKind => ({
  type,
  peers,
  endpoint: `tcp://127.0.0.1:${port}`,
  open,
})

export const DEVICES: Readonly<Record<DeviceName, DeviceKind>> = {
  queue: {
    about: 'requests to the next worker, replies to who asked',
    frontend: end('ROUTER', 'REQ clients', 5555, (mark) => new Router(both(mark))),
    backend: end('DEALER', 'REP workers', 5556, (mark) => new Dealer(both(mark))),
  },
  forwarder: {
    about: 'publications to every subscriber who wants them',
    frontend: end('XSUB', 'PUB publishers', 5557, (mark) => new XSubscriber(both(mark))),
    backend: end('XPUB', 'SUB subscribers', 5558, (mark) => new XPublisher(both(mark))),
  },
  streamer: {
    about: 'tasks to the next worker, one way',
    frontend: end('PULL', 'PUSH sources', 5559, (mark) => new Pull(receiving(mark))),
    backend: end('PUSH', 'PULL workers', 5560, (mark) => new Push(sending(mark))),
  },
}

/** A copy of all that passes, for whoever subscribes. */
export const openCapture = (highWaterMark: number): Socket => new Publisher({ ...sending(highWaterMark), linger: 0 })
