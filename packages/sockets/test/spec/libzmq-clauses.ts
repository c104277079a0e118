/** Behaviour of libzmq that implementations often get wrong, since no specification describes it. Titles name it by `(rule 4)`. */
import type { ClauseList } from '@tszmq/testkit'

const DRAFT = "an option of libzmq's drafts"
const DRAFT_TYPE = 'a draft socket type'

export const LIST: ClauseList = {
  mark: 'rule',
  title: 'What implementations often get wrong',
  clauses: [
    { number: 1, about: 'marks', says: 'a high-water mark is for each peer, counts messages and not frames, and 0 is no limit' },
    {
      number: 2,
      about: 'marks',
      says: 'a writer that filled a pipe may write again when half of its mark is read: a publisher drops long runs, not single messages',
    },
    {
      number: 3,
      about: 'marks',
      says: 'in process, the mark of the sender and that of the receiver add up, and 0 on either side is no limit',
    },
    { number: 4, about: 'marks', says: 'marks may be changed at any time, and count for the pipes that are there' },
    {
      number: 5,
      about: 'queues',
      says: '`connect()` makes its queue at once, `bind()` one after each handshake; with `immediate`, `connect()` too',
    },
    {
      number: 6,
      about: 'queues',
      says: 'the queue of the connecting side outlives the connection, that of the binding side does not; with `immediate` neither does',
    },
    {
      number: 7,
      about: 'round robin',
      says: 'it runs over pipes with room; a message stays on one pipe, and what is left of it goes with that pipe',
    },
    { number: 8, about: 'fair queueing', says: 'it goes by messages, each read whole' },
    {
      number: 9,
      about: 'connect',
      says: 'a second one to the same endpoint is ignored by DEALER, SUB, PUB and REQ, and is a second connection for others',
    },
    {
      number: 10,
      about: 'REQ',
      says: 'sends and receives in turn, else EFSM; takes a reply only from the pipe the request went to',
      differs: 'may send again when that pipe is gone for good; libzmq accepts a reply from any peer and waits',
    },
    { number: 11, about: 'REQ', says: 'drops messages that have arrived before it sends' },
    { number: 12, about: 'REQ', says: 'disconnects a remote peer whose reply has no delimiter' },
    { number: 13, about: 'REQ', says: 'with `correlate` puts four bytes before the delimiter, and skips replies with others' },
    {
      number: 14,
      about: 'REQ',
      says: 'with `relaxed` abandons the pending request; without `correlate` its late reply may be received as the reply to the next one',
    },
    {
      number: 15,
      about: 'REP',
      says: 'keeps all frames up to the first empty one, skips a request without one, and drops a reply that cannot be sent',
    },
    {
      number: 16,
      about: 'ROUTER',
      says: 'generates ids of a zero byte and a counter with any start; ids of peers have 1 to 255 bytes and begin with another byte',
    },
    {
      number: 17,
      about: 'ROUTER',
      says: 'an id in use stays with its holder, and the newer peer is connected but not read; with `handover` the newer peer gets it, and the older peer stays connected and is not read',
      differs:
        'a peer that is not read is read as soon as the holder of the id has left, which libzmq never does; messages of an older peer from before a handover are received, which libzmq drops',
    },
    {
      number: 18,
      about: 'ROUTER',
      says: 'with `mandatory` gives EHOSTUNREACH for an unknown peer, waits for a full one, and is writable only if some peer is',
    },
    {
      number: 19,
      about: 'ROUTER, STREAM',
      says: '`connect(…, { routingId })` names one peer, which can be sent to at once; a name in use is an error',
    },
    { number: 20, about: 'REQ, DEALER, ROUTER', says: 'with `probeRouter` an empty message goes to each new peer' },
    { number: 21, about: 'ROUTER', says: 'ROUTER_NOTIFY reports peers that connect and disconnect', notOurs: DRAFT },
    { number: 22, about: 'SUB', says: 'a subscription is the beginning of the first frame; without any nothing is received' },
    {
      number: 23,
      about: 'publish-subscribe',
      says: 'a SUB sends each SUBSCRIBE and one CANCEL for all; a publisher keeps a set for each peer',
    },
    {
      number: 24,
      about: 'SUB',
      says: 'drops nothing when its queue is full, unlike RFC 29: it stops reading, and the publisher drops',
    },
    {
      number: 25,
      about: 'XPUB',
      says: 'reports the first subscription to a topic and the last unsubscription, also when a peer ends; more with `verbosity`',
    },
    { number: 26, about: 'XPUB', says: 'with `manual`, `subscribe()` is for the sender of the notification that was read last' },
    { number: 27, about: 'XPUB', says: 'XPUB_MANUAL_LAST_VALUE sends the next message to that one only', notOurs: DRAFT },
    {
      number: 28,
      about: 'XPUB',
      says: 'the welcome message goes to every new peer, without regard to its subscriptions; a SUB filters it like any other message',
    },
    { number: 29, about: 'XPUB', says: 'with `noDrop` a message is refused while one of its receivers is full, and no receiver gets it' },
    {
      number: 30,
      about: 'publish-subscribe',
      says: '`invertMatching` inverts the choice of a publisher; a SUB must set it too, an XSUB need not',
    },
    { number: 31, about: 'XSUB', says: 'what is no subscription goes upstream to the applications of XPUBs; PUB drops it' },
    { number: 32, about: 'XSUB', says: 'XSUB_VERBOSE_UNSUBSCRIBE passes on every unsubscription', notOurs: DRAFT },
    { number: 33, about: 'SUB, XSUB', says: 'a new connection gets all subscriptions again' },
    { number: 34, about: 'SUB, XSUB', says: 'their linger starts with 0' },
    {
      number: 35,
      about: 'conflate',
      says: 'is for DEALER, PULL, PUSH, PUB and SUB, and knows no mark',
      differs: 'it keeps whole messages; libzmq keeps single frames',
    },
    { number: 36, about: 'PAIR', says: 'turns a second peer away at once, and takes one when the first is gone' },
    {
      number: 37,
      about: 'STREAM',
      says: 'ids like those of a ROUTER; an empty frame when a peer connects and disconnects, or to close it; EHOSTUNREACH for an unknown id',
    },
    { number: 38, about: 'SERVER, PEER', says: 'ids are numbers that start anywhere', notOurs: DRAFT_TYPE },
    { number: 39, about: 'RADIO, DISH', says: 'groups have up to 255 bytes and are matched whole', notOurs: DRAFT_TYPE },
    { number: 40, about: 'DGRAM', says: 'addresses are text with a zero byte at its end', notOurs: DRAFT_TYPE },
    {
      number: 41,
      about: 'several',
      says: 'HELLO_MSG, DISCONNECT_MSG and HICCUP_MSG are sent or delivered when peers come and go',
      notOurs: DRAFT,
    },
    {
      number: 42,
      about: 'linger',
      says: '-1 waits until all is sent, also after `disconnect()` and when the context ends; a context that is not blocky starts with 0',
    },
    { number: 43, about: 'options', says: 'count for connections made from then on, but for those that libzmq names' },
    {
      number: 44,
      about: 'messages',
      says: 'all frames or none: a part of a message is never delivered, and never mixed with another message',
    },
  ],
}
