/** The clauses of RFC 25, in the order of its text. */
import type { ClauseList } from '@tszmq/testkit'

const ROLES =
  'our greeting has the flag, and that of the peer is ignored: libzmq sends 0 on both sides. An option of the socket selects the server'
const PADDED = 'the name has a length prefix, as in the grammar of RFC 26 and in all implementations'

export const LIST: ClauseList = {
  mark: 'RFC 25',
  title: 'CURVE in ZMTP',
  clauses: [
    { number: 1, about: 'goals', says: 'CURVE is CurveZMQ, RFC 26', list: 'RFC 26' },
    { number: 2, about: 'roles', says: 'as-server in the greeting says which peer is the client and which the server', differs: ROLES },
    { number: 3, about: 'handshake', says: 'it starts with HELLO from client to server' },
    { number: 4, about: 'handshake', says: 'it goes on until each side has authenticated the other' },
    { number: 5, about: 'commands', says: 'a command begins with its name, 8 characters padded with spaces', differs: PADDED },
    { number: 6, about: 'commands', says: 'the size of a command is that of ZMTP 3.0', list: 'RFC 23' },
    { number: 7, about: 'commands', says: 'the body of a command is that of RFC 26', list: 'RFC 26' },
  ],
}
