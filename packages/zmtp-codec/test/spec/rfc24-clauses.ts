/** The clauses of RFC 24, in the order of its text: it has few words in capitals, and demands the rest by its grammar. */
import type { ClauseList } from '@tszmq/testkit'

const ROLES =
  'our greeting has the flag, and that of the peer is ignored: libzmq sends 0 on both sides. An option of the socket selects the server'
const ANY_OCTETS = 'any octets are accepted, as in libzmq, and ours are UTF-8: the application decides about them'
const TOLD = 'it gets an ERROR first, as in the grammar, except for status 300 of ZAP'
const PADDED = 'the name has a length prefix, as in the grammar and in all implementations'

export const LIST: ClauseList = {
  mark: 'RFC 24',
  title: 'PLAIN',
  clauses: [
    {
      number: 1,
      about: 'goals',
      says: 'PLAIN SHOULD NOT be used in public without security of the transport',
      notOurs: 'that is for the application to decide',
    },
    { number: 2, about: 'roles', says: 'as-server in the greeting says which peer is the client and which the server', differs: ROLES },
    { number: 3, about: 'handshake', says: 'a client authenticates itself by HELLO' },
    { number: 4, about: 'handshake', says: 'a server that accepts it replies with WELCOME' },
    { number: 5, about: 'handshake', says: 'a server that does not accept it closes the connection', differs: TOLD },
    { number: 6, about: 'handshake', says: 'then the client sends INITIATE' },
    { number: 7, about: 'handshake', says: 'the server parses and validates it' },
    { number: 8, about: 'handshake', says: 'the server responds with READY' },
    { number: 9, about: 'handshake', says: 'the client MAY send messages after it has received READY' },
    { number: 10, about: 'handshake', says: 'the server MAY send messages immediately after READY' },
    {
      number: 11,
      about: 'grammar',
      says: 'HELLO is answered by WELCOME or ERROR, INITIATE by READY or ERROR, and messages follow in both directions',
    },
    { number: 12, about: 'grammar', says: 'HELLO is user name and password, each with a length prefix' },
    { number: 13, about: 'grammar', says: 'both have visible characters only', differs: ANY_OCTETS },
    { number: 14, about: 'grammar', says: 'WELCOME has its name only' },
    { number: 15, about: 'grammar', says: 'INITIATE is metadata' },
    { number: 16, about: 'grammar', says: 'READY is metadata' },
    { number: 17, about: 'commands', says: 'a command begins with its name, 8 characters padded with spaces', differs: PADDED },
    { number: 18, about: 'commands', says: 'messages, sizes of commands, metadata and ERROR are those of ZMTP 3.0', list: 'RFC 23' },
  ],
}
