/** The clauses of RFC 32, in the order of its text. */
import type { ClauseList } from '@tszmq/testkit'

export const LIST: ClauseList = {
  mark: 'RFC 32',
  title: 'Z85',
  clauses: [
    { number: 1, about: 'lengths', says: 'a binary frame SHALL have a length that can be divided by 4' },
    { number: 2, about: 'lengths', says: 'a text frame SHALL have a length that can be divided by 5' },
    { number: 3, about: 'alphabet', says: 'each value from 0 to 84 SHALL have the character of the table' },
    { number: 4, about: 'encoding', says: 'four octets at a time SHALL become five characters' },
    { number: 5, about: 'encoding', says: 'the octets SHALL be read as an unsigned 32-bit integer in network byte order' },
    { number: 6, about: 'encoding', says: 'the characters SHALL be written from the most to the least significant' },
    { number: 7, about: 'decoding', says: 'five characters at a time SHALL become four octets, a 32-bit integer in network byte order' },
    {
      number: 8,
      about: 'decoding',
      says: 'each character SHALL be a value from 0 to 84, times 85 and added from the most to the least significant',
    },
    { number: 9, about: 'test case', says: '86 4f d2 6f b5 59 f7 5b SHALL encode as HelloWorld' },
    { number: 10, about: 'security', says: 'buffers MUST be large enough for what a crafted text makes of them' },
  ],
}
