/** The clauses of RFC 31, in the order of its text. */
import type { ClauseList } from '@tszmq/testkit'

const READ_ON =
  'messages that are queued for the peer are discarded; messages that came from it are still read, as in libzmq: for their sender they have arrived'

export const LIST: ClauseList = {
  mark: 'RFC 31',
  title: 'the exclusive pair',
  clauses: [
    { number: 1, about: 'PAIR', says: 'SHALL NOT filter or modify what it sends and receives' },
    { number: 2, about: 'PAIR', says: 'SHALL keep a queue each way for its peer, independent of each other' },
    { number: 3, about: 'PAIR', says: 'SHALL create the queues when it connects' },
    { number: 4, about: 'PAIR', says: 'SHALL keep those queues whether or not there is a connection' },
    { number: 5, about: 'PAIR', says: 'SHALL create queues when a peer connects to it' },
    { number: 6, about: 'PAIR', says: 'SHALL destroy those queues when the peer disconnects' },
    { number: 7, about: 'PAIR', says: 'SHALL discard the messages in them', differs: READ_ON },
    { number: 8, about: 'PAIR', says: 'SHOULD limit its queues as configured' },
    { number: 9, about: 'PAIR', says: 'SHALL take its peer as available only while the queue to it is not full' },
    { number: 10, about: 'PAIR', says: 'SHALL block, or say so, when no peer is available' },
    { number: 11, about: 'PAIR', says: 'SHALL NOT accept further messages when no peer is available' },
    { number: 12, about: 'PAIR', says: 'SHALL NOT discard messages that it cannot queue' },
    { number: 13, about: 'PAIR', says: 'SHALL receive from its peer, if there is one' },
    { number: 14, about: 'PAIR', says: 'SHALL deliver what it receives to its application' },
  ],
}
