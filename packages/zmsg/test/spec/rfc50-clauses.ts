/** The clauses of RFC 50, in the order of its text. */
import type { ClauseList } from '@tszmq/testkit'

export const LIST: ClauseList = {
  mark: 'RFC 50',
  title: 'Multipart message encoding',
  clauses: [
    {
      number: 1,
      about: 'layout',
      says: 'a frame of 255 octets or more is 0xFF, its size as 32 bits in network byte order, and its octets',
    },
    { number: 2, about: 'layout', says: 'a frame of 254 octets or less is its size as one octet, and its octets' },
    { number: 3, about: 'encoder', says: 'it MUST encode zero or more frames' },
    { number: 4, about: 'decoder', says: 'it MUST decode zero or more frames' },
    { number: 5, about: 'encoder', says: 'no frames are a message of size 0' },
    { number: 6, about: 'encoder', says: 'it MUST report a frame whose size is more than 32 bits hold' },
    { number: 7, about: 'decoder', says: 'it MUST report bytes that are truncated or too many' },
    { number: 8, about: 'encoder', says: 'it MAY encode a small frame as a large one' },
  ],
}
