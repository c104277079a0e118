/** The clauses of RFC 24, in the order of its text: it has few words in capitals, and demands the rest by its grammar. */
import type { ClauseList } from '@tszmq/testkit'

const ROLES =
  'ours says it, and what the other says decides nothing: libzmq says 0 on both sides. Who is the server is an option of the socket'
const ANY_OCTETS = 'any octets are taken, as libzmq takes them, and ours are UTF-8: whoever is asked about them decides'
const TOLD = 'it is told by an ERROR first, as the grammar has it; status 300 of ZAP alone is silent'
const PADDED = 'its name has its length before it, as the grammar has it and as all write it'

export const LIST: ClauseList = {
  mark: 'RFC 24',
  title: 'PLAIN',
  clauses: [
    {
      number: 1,
      about: 'goals',
      says: 'PLAIN SHOULD NOT be used in public without security of the transport',
      notOurs: 'the application knows where it is',
    },
    { number: 2, about: 'roles', says: 'as-server in the greeting says who is the client and who the server', differs: ROLES },
    { number: 3, about: 'handshake', says: 'a client authenticates itself by HELLO' },
    { number: 4, about: 'handshake', says: 'a server that accepts it replies with WELCOME' },
    { number: 5, about: 'handshake', says: 'a server that does not closes the connection', differs: TOLD },
    { number: 6, about: 'handshake', says: 'then the client sends INITIATE' },
    { number: 7, about: 'handshake', says: 'the server parses and validates it' },
    { number: 8, about: 'handshake', says: 'the server responds with READY' },
    { number: 9, about: 'handshake', says: 'the client MAY send messages after it has received READY' },
    { number: 10, about: 'handshake', says: 'the server MAY send messages immediately after READY' },
    {
      number: 11,
      about: 'grammar',
      says: 'HELLO is answered by WELCOME or ERROR, INITIATE by READY or ERROR, and messages come after, either way',
    },
    { number: 12, about: 'grammar', says: 'HELLO is user name and password, each with its length before it' },
    { number: 13, about: 'grammar', says: 'both have visible characters only', differs: ANY_OCTETS },
    { number: 14, about: 'grammar', says: 'WELCOME is nothing but its name' },
    { number: 15, about: 'grammar', says: 'INITIATE is metadata' },
    { number: 16, about: 'grammar', says: 'READY is metadata' },
    { number: 17, about: 'commands', says: 'a command begins with its name, 8 characters padded with spaces', differs: PADDED },
    { number: 18, about: 'commands', says: 'messages, sizes of commands, metadata and ERROR are as ZMTP 3.0 has them', list: 'RFC 23' },
  ],
}
