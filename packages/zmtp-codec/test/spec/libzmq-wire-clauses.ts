/** What libzmq sends where the RFCs are silent or differ. Titles of tests refer to a row with `(wire 4)`. */
import type { ClauseList } from '@tszmq/testkit'

export const LIST: ClauseList = {
  mark: 'wire',
  title: 'What libzmq puts on the wire',
  clauses: [
    {
      number: 1,
      about: 'older versions',
      says: 'a first byte other than ff is a 1.0 peer: it reads our signature as the beginning of our identity',
    },
    { number: 2, about: 'older versions', says: 'a peer with an even tenth byte is one too: its identity has the long form' },
    { number: 3, about: 'older versions', says: 'a PUB or XPUB sends such a peer everything, since it sends no subscriptions' },
    {
      number: 4,
      about: 'older versions',
      says: 'revision 0 is 1.0: lengths include the byte of flags, and are ff and 8 bytes from 255 on',
    },
    {
      number: 5,
      about: 'older versions',
      says: 'revision 1 is 2.0: it gets the number of the socket type, then the identity as a message',
    },
    { number: 6, about: 'older versions', says: 'revision 2 is treated as 3.1', differs: 'it is 2.0, as RFC 37 says' },
    { number: 7, about: 'older versions', says: 'a 3.0 peer gets subscriptions as messages' },
    { number: 8, about: 'older versions', says: 'a peer of 3.1 or above gets them as commands' },
    { number: 9, about: 'older versions', says: 'peers of 1.0 and 2.0 are refused if there is security' },
    {
      number: 10,
      about: 'greeting',
      says: 'is sent in three parts, each after the part of the peer has arrived; the padding is the length of the identity plus 1',
    },
    { number: 11, about: 'framing', says: 'reserved bits of the flags are ignored', differs: 'they end the connection, as RFC 37 says' },
    { number: 12, about: 'framing', says: 'the name of a command has a length prefix, unlike the prose of the RFCs' },
    { number: 13, about: 'framing', says: 'the case of property names matters', differs: 'it does not, as RFC 37 says' },
    { number: 14, about: 'framing', says: 'the size in a header is checked before memory is allocated' },
    { number: 15, about: 'NULL', says: 'both send READY at once; REQ, DEALER and ROUTER send an Identity, which may be empty' },
    { number: 16, about: 'ciphers', says: 'sealed frames have no COMMAND flag' },
    {
      number: 17,
      about: 'greeting',
      says: 'as-server is always 0',
      differs: 'a mechanism with roles sends its own role; the value of the peer is ignored',
    },
    {
      number: 18,
      about: 'errors',
      says: 'ERROR is sent for refusals by ZAP only',
      differs: 'also for a wrong mechanism, type or handshake, with a readable reason',
    },
    {
      number: 19,
      about: 'errors',
      says: "a protocol error ends a connecting socket's endpoint for ever",
      differs: 'it is tried again, with an event',
    },
    {
      number: 20,
      about: 'commands',
      says: 'unknown commands are ignored, and malformed ones too',
      differs: 'unknown ones are ignored, malformed ones end the connection',
    },
    { number: 21, about: 'subscriptions', says: 'both forms are accepted in every version' },
    { number: 22, about: 'subscriptions', says: 'SUBSCRIBE is sent with each call, CANCEL with the last one only' },
    {
      number: 23,
      about: 'subscriptions',
      says: 'one of exactly 255 bytes to a peer before 3.1 has a long size without the LONG flag',
      differs: 'its header is correct',
    },
    {
      number: 24,
      about: 'heartbeats',
      says: 'PING is sent at every interval, also to 3.0, with an empty context; any traffic is a sign of life',
    },
    { number: 25, about: 'heartbeats', says: 'a TTL above 65.5 s wraps around', differs: 'it is correct up to 6553.5 s' },
    { number: 26, about: 'heartbeats', says: 'the length of a PING is not checked', differs: 'one that is too short ends the connection' },
    { number: 27, about: 'radio-dish', says: 'JOIN and LEAVE are commands' },
    { number: 28, about: 'older versions', says: 'most other implementations send 3.0: it is the common case' },
    {
      number: 29,
      about: 'identity',
      says: 'one that begins with a zero byte is accepted',
      differs: 'it is refused, as RFC 37 says: ids that a ROUTER generates begin so',
    },
  ],
}
