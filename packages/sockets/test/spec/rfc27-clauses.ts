/** The clauses of RFC 27, in the order of its text. */
import type { ClauseList } from '@tszmq/testkit'

const HANDLER = 'a rule for authors of a handler'
const NO_REQ = 'we send requests like a DEALER, which handles the delimiter itself'
const STARTS_LATER =
  'a handler may start and end at any time. Without one, PLAIN peers are refused, and NULL and CURVE peers are admitted, as in libzmq; with `zapEnforceDomain` they are refused too'
const MAY_BE_EMPTY = 'a socket without `zapDomain` sends an empty one, as libzmq does'

export const LIST: ClauseList = {
  mark: 'RFC 27',
  title: 'ZAP',
  clauses: [
    { number: 1, about: 'architecture', says: 'server and handler SHALL talk by the types and the transport that follow' },
    { number: 2, about: 'architecture', says: 'the server SHALL use REQ or DEALER' },
    { number: 3, about: 'architecture', says: 'the handler SHALL use REP or ROUTER' },
    { number: 4, about: 'architecture', says: 'the handler SHALL bind inproc://zeromq.zap.01', notOurs: HANDLER },
    { number: 5, about: 'architecture', says: 'the server SHALL connect to it' },
    { number: 6, about: 'architecture', says: 'there SHALL be one handler in a process' },
    { number: 7, about: 'architecture', says: 'the handler SHALL start before any server', differs: STARTS_LATER },
    { number: 8, about: 'messages', says: 'a dialog SHALL be one request and one reply' },
    { number: 9, about: 'request', says: 'a request SHALL have the frames that follow' },
    { number: 10, about: 'request', says: 'the delimiter SHALL be empty' },
    { number: 11, about: 'request', says: 'the version SHALL be the three octets 1.0' },
    { number: 12, about: 'request', says: 'the domain SHALL be a string that is not empty', differs: MAY_BE_EMPTY },
    { number: 13, about: 'request', says: 'the mechanism SHALL be a string' },
    { number: 14, about: 'request', says: 'the credentials SHALL be any number of opaque frames' },
    { number: 15, about: 'reply', says: 'a reply SHALL have the frames that follow' },
    { number: 16, about: 'reply', says: 'the delimiter SHALL be empty' },
    { number: 17, about: 'reply', says: 'the version SHALL be the three octets 1.0' },
    { number: 18, about: 'reply', says: 'the status code SHALL be a string' },
    { number: 19, about: 'reply', says: 'the user id SHALL be a string' },
    { number: 20, about: 'fields', says: 'a reply SHALL echo the request id as it was' },
    { number: 21, about: 'fields', says: 'the address SHALL be IPv4 in its dotted form or IPv6 in its canonical form' },
    { number: 22, about: 'fields', says: 'the identity SHALL be binary, of 255 octets at the most' },
    { number: 23, about: 'fields', says: 'the mechanism SHALL NOT be empty' },
    { number: 24, about: 'fields', says: 'the user id SHALL be empty with any status but 200', notOurs: HANDLER },
    { number: 25, about: 'fields', says: 'the metadata SHALL have the format of ZMTP 3.0' },
    { number: 26, about: 'socket types', says: 'a server with REQ SHALL not send or receive the delimiter', notOurs: NO_REQ },
    { number: 27, about: 'socket types', says: 'a handler with REP SHALL not send or receive the delimiter' },
    {
      number: 28,
      about: 'socket types',
      says: 'a handler with ROUTER SHALL receive the routing id of the client as a frame before the others',
    },
    { number: 29, about: 'socket types', says: 'it MUST send that routing id at the start of its reply', notOurs: HANDLER },
    { number: 30, about: 'proxies', says: 'a proxy SHOULD forward messages unchanged, except for the following', notOurs: HANDLER },
    { number: 31, about: 'proxies', says: 'it MUST talk to servers by a ROUTER', notOurs: HANDLER },
    { number: 32, about: 'proxies', says: 'it MUST send on the whole message, the routing id included', notOurs: HANDLER },
    { number: 33, about: 'proxies', says: 'the last handler MUST accept an envelope of any number of routing ids', notOurs: HANDLER },
    { number: 34, about: 'proxies', says: 'it MUST save the envelope', notOurs: HANDLER },
    { number: 35, about: 'proxies', says: 'it MUST send the same envelope back', notOurs: HANDLER },
    { number: 36, about: 'NULL', says: 'the mechanism SHALL be the four characters NULL' },
    { number: 37, about: 'NULL', says: 'there SHALL be no credentials' },
    { number: 38, about: 'PLAIN', says: 'the mechanism SHALL be the five characters PLAIN' },
    { number: 39, about: 'PLAIN', says: 'the credentials SHALL be two strings, user name and password' },
    { number: 40, about: 'CURVE', says: 'the mechanism SHALL be the five characters CURVE' },
    { number: 41, about: 'CURVE', says: 'the credentials SHALL be the long-term public key of the peer, 32 octets' },
    { number: 42, about: 'examples', says: 'a server with REQ SHALL NOT send the delimiter', notOurs: NO_REQ },
    { number: 43, about: 'examples', says: 'a server with DEALER SHALL send the delimiter' },
    { number: 44, about: 'examples', says: 'with REP one SHALL NOT receive or send the delimiter' },
    { number: 45, about: 'examples', says: 'with ROUTER one SHALL receive and send the delimiter' },
  ],
}
