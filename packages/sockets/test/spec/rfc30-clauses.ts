/** The clauses of RFC 30, in the order of its text. */
import type { ClauseList } from '@tszmq/testkit'

const READ_ON = 'messages that came from the peer before its end are still read, as in libzmq: for their sender they have arrived'

export const LIST: ClauseList = {
  mark: 'RFC 30',
  title: 'the pipeline',
  clauses: [
    { number: 1, about: 'PUSH', says: 'SHALL only send' },
    { number: 2, about: 'PUSH', says: 'SHALL NOT filter or modify what it sends' },
    { number: 3, about: 'PUSH', says: 'SHALL keep an outgoing queue for each peer' },
    { number: 4, about: 'PUSH', says: 'SHALL create the queue when it connects' },
    { number: 5, about: 'PUSH', says: 'SHALL keep that queue whether or not there is a connection' },
    { number: 6, about: 'PUSH', says: 'SHALL create a queue when a peer connects to it' },
    { number: 7, about: 'PUSH', says: 'SHALL destroy that queue when the peer disconnects' },
    { number: 8, about: 'PUSH', says: 'SHALL discard the messages in it' },
    { number: 9, about: 'PUSH', says: 'SHOULD limit its queues as configured' },
    { number: 10, about: 'PUSH', says: 'SHALL take a peer as available only while its queue is not full' },
    { number: 11, about: 'PUSH', says: 'SHALL route round robin to available peers' },
    { number: 12, about: 'PUSH', says: 'SHALL block, or say so, when no peer is available' },
    { number: 13, about: 'PUSH', says: 'SHALL NOT accept further messages when no peer is available' },
    { number: 14, about: 'PUSH', says: 'SHALL NOT discard messages that it cannot queue' },
    { number: 15, about: 'PULL', says: 'SHALL only receive' },
    { number: 16, about: 'PULL', says: 'SHALL NOT filter or modify what it receives' },
    { number: 17, about: 'PULL', says: 'SHALL keep an incoming queue for each peer' },
    { number: 18, about: 'PULL', says: 'SHALL create the queue when it connects' },
    { number: 19, about: 'PULL', says: 'SHALL keep that queue whether or not there is a connection' },
    { number: 20, about: 'PULL', says: 'SHALL create a queue when a peer connects to it' },
    { number: 21, about: 'PULL', says: 'SHALL destroy that queue when the peer disconnects' },
    { number: 22, about: 'PULL', says: 'SHALL discard the messages in it', differs: READ_ON },
    { number: 23, about: 'PULL', says: 'SHOULD limit its queues as configured' },
    { number: 24, about: 'PULL', says: 'SHALL receive from its peers by fair queueing' },
    { number: 25, about: 'PULL', says: 'SHALL deliver what it receives to its application' },
  ],
}
