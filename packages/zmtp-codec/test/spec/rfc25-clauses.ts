/** The clauses of RFC 25, in the order of its text. */
import type { ClauseList } from '@tszmq/testkit'

const ROLES =
  'ours says it, and what the other says decides nothing: libzmq says 0 on both sides. Who is the server is an option of the socket'
const PADDED = 'its name has its length before it, as the grammar of RFC 26 has it and as all write it'

export const LIST: ClauseList = {
  mark: 'RFC 25',
  title: 'CURVE in ZMTP',
  clauses: [
    { number: 1, about: 'goals', says: 'CURVE is CurveZMQ, RFC 26', list: 'RFC 26' },
    { number: 2, about: 'roles', says: 'as-server in the greeting says who is the client and who the server', differs: ROLES },
    { number: 3, about: 'handshake', says: 'it starts with HELLO from client to server' },
    { number: 4, about: 'handshake', says: 'it goes on until each side has authenticated the other' },
    { number: 5, about: 'commands', says: 'a command begins with its name, 8 characters padded with spaces', differs: PADDED },
    { number: 6, about: 'commands', says: 'the size of a command is as ZMTP 3.0 has it', list: 'RFC 23' },
    { number: 7, about: 'commands', says: 'the body of a command is as RFC 26 has it', list: 'RFC 26' },
  ],
}
