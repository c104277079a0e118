/**
 * The cases of libzmq's own test programs about stable sockets, with the titles of our tests that restate each, or the reason
 * why there is none. `scripts/docs.mjs` makes `docs/scenarios.md` of it, and fails if no test has a title.
 * Ids of threats: docs/threats.md.
 */

export interface Program {
  /** Its file is `tests/test_<name>.cpp`, or `unittests/unittest_<name>.cpp`. */
  readonly name: string
  /** The test files with its titles, below `packages/`. */
  readonly files: readonly string[]
  /** Each case with its titles. "…" stands for what a table fills in; `group: title` distinguishes equal titles. */
  readonly cases: Readonly<Record<string, string | readonly string[]>>
  /** The cases that no test restates, with the reason. */
  readonly left?: Readonly<Record<string, string>>
}

/** A program that does not concern stable sockets. */
export interface Elsewhere {
  readonly name: string
  readonly cases: number
  readonly why: string
}

const scenario = (name: string): string => `sockets/test/scenario/${name}.test.ts`
const [RFC28, RFC30] = ['sockets/test/spec/rfc28-reqrep.test.ts', 'sockets/test/spec/rfc30-pipeline.test.ts']
const [TRIE, Z85, PROXY] = ['sockets/test/route/topic-trie.test.ts', 'zmtp-codec/test/z85.test.ts', 'sockets/test/proxy.test.ts']

const [ZAP, CURVE] = ['sockets/test/security/zap.test.ts', 'sockets/test/security/curve.test.ts']
const SECURITY = 'internal functions of libzmq: the tests of zmtp-codec hold the encoding of CURVE'
const DRAFT_SOCKET = 'a draft socket'
const DRAFT_OPTION = 'a draft option'
const WINDOWS = 'Windows only'
const TIPC = 'tipc is out of reach of Node'
const PAIR_ONLY = 'the socket of a monitor is always a PAIR'
const PIPES_STATS =
  'there is no PIPES_STATS event: `queueLength` of each of `peers` has the figure at any time, and a test of the same file holds it'

export const PROGRAMS: readonly Program[] = [
  // ---- request-reply
  {
    name: 'spec_req',
    files: [RFC28, scenario('reqrep')],
    cases: {
      round_robin_out_inproc: 'RFC 28, REQ over …: SHALL route round robin',
      round_robin_out_tcp: 'RFC 28, REQ over …: SHALL route round robin',
      req_message_format_inproc: 'SHALL put an empty delimiter before the message, and remove it from the reply',
      req_message_format_tcp: [
        'SHALL put an empty delimiter before the message, and remove it from the reply',
        'is a delimiter and a body, and a REP gives back the envelope it got',
      ],
      block_on_send_no_peers: 'SHALL block, or reject with EAGAIN, without peers, and SHALL NOT discard messages',
      req_only_listens_to_current_peer_inproc: 'SHALL accept a reply only from the peer of the request, and discard other messages',
      req_only_listens_to_current_peer_tcp: 'SHALL accept a reply only from the peer of the request, and discard other messages',
    },
  },
  {
    name: 'spec_rep',
    files: [RFC28],
    cases: {
      fair_queue_in_inproc: [
        'SHALL receive from its peers fairly, one request of each in turn',
        'SHALL deliver each reply to the peer of the request',
      ],
      fair_queue_in_tcp: [
        'SHALL receive from its peers fairly, one request of each in turn',
        'SHALL deliver each reply to the peer of the request',
      ],
      envelope_inproc: 'SHALL store the whole envelope with its delimiter, pass on the rest, and put it before the reply',
      envelope_tcp: 'SHALL store the whole envelope with its delimiter, pass on the rest, and put it before the reply',
    },
  },
  {
    name: 'spec_dealer',
    files: [RFC28],
    cases: {
      round_robin_out_inproc: 'SHALL route round robin to peers with room',
      round_robin_out_tcp: 'SHALL route round robin to peers with room',
      fair_queue_in_inproc: 'SHALL receive from its peers fairly and deliver all of it',
      fair_queue_in_tcp: 'SHALL receive from its peers fairly and deliver all of it',
      block_on_send_no_peers_inproc: 'SHALL block, or reject with EAGAIN, without an available peer, and SHALL NOT discard messages',
      block_on_send_no_peers_tcp: 'SHALL block, or reject with EAGAIN, without an available peer, and SHALL NOT discard messages',
    },
  },
  {
    name: 'spec_router',
    files: [RFC28, scenario('router')],
    cases: {
      fair_queue_in_tcp: 'SHALL receive from its peers fairly',
      fair_queue_in_inproc: 'SHALL receive from its peers fairly',
      destroy_queue_on_disconnect_tcp: [
        'SHALL create queues when a peer connects, and destroy them when it disconnects; its messages are still read',
        'keeps nothing for a peer that disconnected',
      ],
      destroy_queue_on_disconnect_inproc:
        'SHALL create queues when a peer connects, and destroy them when it disconnects; its messages are still read',
    },
  },
  {
    name: 'req_correlate',
    files: [scenario('reqrep')],
    cases: { req_correlate: 'puts a request id before the delimiter and receives only the reply that has it' },
  },
  {
    name: 'req_relaxed',
    files: [scenario('reqrep')],
    cases: {
      case_1: [
        'discards the reply of the service whose request was abandoned before it arrived',
        'sends again without having received, to the next peer',
      ],
      case_2: 'discards the reply that had arrived when its request was abandoned',
      case_3: 'sends to the service of the abandoned request again in its turn (libzmq issue 1690)',
      case_4: 'receives the reply to the last of the requests that were queued before there was a service (libzmq issue 1695)',
    },
  },
  {
    name: 'invalid_rep',
    files: [scenario('reqrep')],
    cases: {
      invalid_rep: [
        'ignores a reply with a malformed envelope, and receives the next good one',
        'disconnects a remote peer whose reply has no delimiter',
      ],
    },
  },
  { name: 'issue_566', files: [scenario('router')], cases: { issue_566: 'a router reaches a dealer of another context, 100 times' } },
  { name: 'reqrep_inproc', files: [scenario('reqrep')], cases: { roundtrip: 'sends a request and a reply with …' } },
  {
    name: 'reqrep_ipc',
    files: [scenario('reqrep')],
    cases: { simple: 'sends a request and a reply with …', leak: 'replies to a requester that has disconnected, and continues' },
  },
  {
    name: 'reqrep_tcp',
    files: [scenario('reqrep')],
    cases: {
      single_connect_ipv4: 'one requester sends to one service by …',
      multi_connect_ipv4: 'one requester sends to three services in turn by …, until it disconnects',
      multi_connect_same_port_ipv4: 'two requesters send to the same two services in turn by …',
      single_connect_ipv6: 'one requester sends to one service by …',
      multi_connect_ipv6: 'one requester sends to three services in turn by …, until it disconnects',
      multi_connect_same_port_ipv6: 'two requesters send to the same two services in turn by …',
    },
  },
  {
    name: 'reqrep_device',
    files: [scenario('reqrep')],
    cases: { roundtrip: 'a message keeps all its frames through ROUTER and DEALER, both ways' },
  },
  {
    name: 'bind_after_connect_tcp',
    files: [scenario('reqrep')],
    cases: { roundtrip: 'connects first and binds later, and nothing is lost' },
  },
  // ---- ROUTER
  {
    name: 'router_mandatory',
    files: [scenario('router')],
    cases: {
      basic: 'drops what cannot be routed, and with mandatory rejects with EHOSTUNREACH',
      get_peer_state: ['has the room of each peer: one that does not read does not stop others', 'knows each peer by its routing id'],
      get_peer_state_corner_cases: 'has no unknown peers, and none after close()',
    },
  },
  {
    name: 'router_mandatory_hwm',
    files: [scenario('router')],
    cases: {
      router_mandatory_hwm: [
        'rejects with EAGAIN for a full peer, and accepts more when it has read',
        'rejects with EAGAIN for a full peer instead of dropping, and accepts more when it has read',
      ],
    },
  },
  {
    name: 'router_handover',
    files: [scenario('router')],
    cases: {
      with_handover: 'gives the id to the new peer with handover',
      without_handover: 'leaves the id with the first otherwise, until that one disconnects',
    },
  },
  {
    name: 'probe_router',
    files: [scenario('router')],
    cases: {
      probe_router_router: 'a ROUTER that probes is known to the other before it sends',
      probe_router_dealer: 'a DEALER that probes is known too',
    },
  },
  {
    name: 'connect_rid',
    files: [scenario('router'), scenario('stream')],
    cases: {
      stream_2_stream: 'exchanges bytes with another STREAM, which sets the id of its peer before it is connected',
      router_2_router_unnamed: 'sets the id of the peer of a ROUTER, which can be sent to at once',
      router_2_router_named: 'sets the id of a peer for this ROUTER only: others know it by its own id',
      router_2_router_while_receiving: 'sets the id of a peer of a ROUTER that has unread messages of another, and sends to that peer',
    },
  },
  // ---- publish-subscribe
  {
    name: 'mock_pub_sub',
    files: [scenario('pubsub')],
    cases: {
      mock_sub_command: 'a raw subscriber that uses … gets the matching messages, and none after it cancelled',
      mock_sub_legacy: 'a raw subscriber that uses … gets the matching messages, and none after it cancelled',
      mock_pub_command: 'a SUB subscribes at a raw publisher of ZMTP 3.… with flags …',
      mock_pub_legacy: 'a SUB subscribes at a raw publisher of ZMTP 3.… with flags …',
    },
  },
  { name: 'sub_forward', files: [scenario('pubsub')], cases: { sub_forward: 'a subscription and a message pass a device' } },
  {
    name: 'pub_invert_matching',
    files: [scenario('pubsub')],
    cases: { pub_invert_matching: 'sends the messages that do not match, if both ends set it' },
  },
  {
    name: 'xpub_manual',
    files: [scenario('pubsub')],
    cases: {
      basic: "subscribes to the application's topics, not to the requested ones",
      unsubscribe_manual: [
        "unsubscribes from the application's topics",
        'notifies of the remaining topics when a subscriber disconnects that had cancelled some',
      ],
      xpub_proxy_unsubscribe_on_disconnect: 'is notified of each subscriber that disconnects, and the publisher has none left',
      missing_subscriptions: [
        'loses no subscription of two that arrive at once',
        'subscribes the sender of the notification that was received last',
      ],
      unsubscribe_cleanup: [
        'keeps no topic of a subscriber that disconnected for the next one',
        'notifies the application of each topic of a subscriber that disconnects',
      ],
      user_message: ['passes on …, which is not a subscription, without manual too', 'passes on … of an application'],
      user_message_multi: ['passes on …, which is not a subscription, without manual too', 'passes on … of an application'],
    },
  },
  {
    name: 'xpub_verbose',
    files: [scenario('pubsub')],
    cases: {
      xpub_verbose_one_sub: 'one subscriber: a second subscription is reported only when verbose',
      xpub_verbose_two_subs: [
        'two subscribers: a topic that the other has already is reported only when verbose',
        'reports every subscription when verbose',
      ],
      xpub_verboser_one_sub: 'one subscriber: only the last cancellation of a topic is reported',
      xpub_verboser_two_subs: [
        'two subscribers: a cancellation by one of them is reported only with allSubsUnsubs',
        'reports every unsubscription too with allSubsUnsubs: as many as subscribers sent',
      ],
    },
  },
  {
    name: 'xpub_nodrop',
    files: [scenario('pubsub')],
    cases: {
      xpub_nodrop: [
        'rejects with EAGAIN instead of dropping, and accepts more when there is room',
        'sends the message to no subscriber while one is full',
        '6,000 messages beyond a mark of 2,000 block a publisher with noDrop, and all arrive',
      ],
    },
  },
  {
    name: 'xpub_welcome_msg',
    files: [scenario('pubsub')],
    cases: { xpub_welcome_msg: 'is the first message of a subscriber that subscribed to it' },
  },
  {
    name: 'xpub_topic',
    files: [scenario('pubsub')],
    cases: { xpub_topic: 'a topic of … bytes arrives whole, across the limit of short frames' },
  },
  {
    name: 'pubsub_topics_count',
    files: [scenario('pubsub')],
    cases: {
      independent_topic_prefixes: 'counts … topics at both ends, each once',
      nested_topic_prefixes: 'counts … topics at both ends, each once',
    },
  },
  {
    name: 'hwm_pubsub',
    files: [scenario('pubsub')],
    cases: {
      defaults_large: [
        '… messages at once with marks of as many lose none',
        'with marks of … and …, of … messages … arrive; the rest is dropped',
      ],
      defaults_small: [
        '… messages at once with marks of as many lose none',
        'with marks of … and …, of … messages … arrive; the rest is dropped',
      ],
      blocking: [
        '6,000 messages beyond a mark of 2,000 block a publisher with noDrop, and all arrive',
        'with marks of … and …, of … messages … arrive; the rest is dropped',
      ],
      reset_hwm: [
        'messages that were read make room: 9,999 and then 1,100 fit a mark of 11,024',
        'sends again when a full subscriber has read',
      ],
    },
  },
  { name: 'conflate', files: [scenario('hwm')], cases: { conflate: 'a PULL keeps only the last of 20' } },
  // ---- pipeline, high-water marks, PAIR
  {
    name: 'spec_pushpull',
    files: [RFC30, scenario('hwm')],
    cases: {
      inproc_push_round_robin_out: 'SHALL route round robin',
      tcp_push_round_robin_out: 'SHALL route round robin',
      inproc_pull_fair_queue_in: 'SHALL receive from its peers fairly, one message of each in turn',
      tcp_pull_fair_queue_in: 'SHALL receive from its peers fairly, one message of each in turn',
      inproc_push_block_on_send_no_peers: 'SHALL block, or reject with EAGAIN, without a peer',
      tcp_push_block_on_send_no_peers: 'SHALL block, or reject with EAGAIN, without a peer',
      inproc_destroy_queue_on_disconnect: 'SHALL destroy the queue of a peer that disconnects, and discard its messages',
      tcp_destroy_queue_on_disconnect: 'SHALL destroy the queue of a peer that disconnects, and discard its messages',
      inproc_push_multipart_atomic_drop_block: 'a message of several frames arrives whole or not at all when the sender …',
      inproc_push_multipart_atomic_drop_non_block: 'a message of several frames arrives whole or not at all when the sender …',
      tcp_push_multipart_atomic_drop_block: [
        'a message of several frames arrives whole or not at all when the sender …',
        'never cuts a message of many frames, whichever side disconnects',
      ],
      tcp_push_multipart_atomic_drop_non_block: 'a message of several frames arrives whole or not at all when the sender …',
    },
  },
  {
    name: 'hwm',
    files: [scenario('hwm')],
    cases: {
      defaults: 'with … (…, …) accepts …, whichever side binds and in any order',
      infinite_both_inproc_bind_first: 'with … (…, …) accepts …, whichever side binds and in any order',
      infinite_both_inproc_connect_first: 'with … (…, …) accepts …, whichever side binds and in any order',
      infinite_receive_inproc_bind_first: 'with … (…, …) accepts …, whichever side binds and in any order',
      infinite_receive_inproc_connect_first: 'with … (…, …) accepts …, whichever side binds and in any order',
      infinite_send_inproc_bind_first: 'with … (…, …) accepts …, whichever side binds and in any order',
      infinite_send_inproc_connect_first: 'with … (…, …) accepts …, whichever side binds and in any order',
      finite_both_bind_first: [
        'with … (…, …) accepts …, whichever side binds and in any order',
        'accepts as many again once all were read',
      ],
      finite_both_connect_first: 'with … (…, …) accepts …, whichever side binds and in any order',
      infinite_recv_inproc_connect_first_close_first: 'the messages of a sender that connects and closes before the bind arrive',
      infinite_recv_inproc_bind_first_close_first: 'a sender that binds has no peer to send to, and closes with nothing sent',
    },
  },
  {
    name: 'sockopt_hwm',
    files: [scenario('hwm')],
    cases: {
      change_before_connected: 'a mark set before connect takes effect',
      change_after_connected: 'a mark raised after connect takes effect, and is added to that of the other side',
      decrease_when_full: [
        'a mark lowered while full loses nothing, and takes effect once enough is read',
        'a mark lowered while full keeps the messages and accepts no more, over …',
      ],
    },
  },
  {
    name: 'immediate',
    files: [scenario('hwm')],
    cases: {
      immediate_1: 'if false queues messages for a peer that is not connected, over …',
      immediate_2: 'sends messages only to a connected peer, over …',
      immediate_3: 'waits when the peer disconnects and continues when it is back, over …',
    },
  },
  {
    name: 'timeo',
    files: [scenario('hwm')],
    cases: { timeo: 'receive and send reject with EAGAIN after their timeouts, and succeed when they need not wait' },
  },
  {
    name: 'pair_inproc',
    files: [scenario('pair')],
    cases: { roundtrip: 'sends back and forth', zmq_send_const: 'sends read-only bytes as one of several frames' },
  },
  {
    name: 'pair_ipc',
    files: [scenario('pair')],
    cases: { roundtrip: 'sends back and forth', endpoint_too_long: 'throws for a path that is too long' },
  },
  {
    name: 'pair_tcp',
    files: [scenario('pair')],
    cases: { pair_tcp_regular: 'sends back and forth', pair_tcp_connect_by_name: 'connects by host name' },
    left: { pair_tcp_fastpath: WINDOWS, io_completion_port: WINDOWS },
  },
  // ---- connections, endpoints, lifetime
  {
    name: 'reconnect_ivl',
    files: [scenario('reconnect')],
    cases: {
      reconnect_ivl_ipc: 'reconnect_ivl over …: never connects again with -1',
      reconnect_ivl_tcp_ipv4: 'reconnect_ivl over …: never connects again with -1',
      reconnect_ivl_tcp_ipv6: 'reconnect_ivl over tcp, IPv6: never connects again with -1',
    },
  },
  {
    name: 'reconnect_options',
    files: [scenario('reconnect')],
    cases: {
      reconnect_default: ['emits connect, handshake and disconnect, in this order', 'tries again, with events in this order'],
      reconnect_success: 'waits for the next attempt as announced, and connects when a peer is there again, in this order',
      reconnect_stop_on_refused: [
        'stops when the connection is refused after a good one, with reconnectStop',
        'stops when the connection is refused, with reconnectStop',
      ],
      reconnect_stop_on_handshake_failed: 'stops when the handshake fails, with reconnectStop',
      reconnect_stop_after_disconnect: 'stops after disconnect() with queued messages, with reconnectStop',
    },
  },
  {
    name: 'heartbeats',
    files: [scenario('heartbeats'), 'sockets/test/attack/traffic.test.ts'],
    cases: {
      heartbeat_timeout_router: 'disconnects a peer that does not answer a PING in time, with an event',
      heartbeat_timeout_router_mock_ping: ['returns the context … of a PING', 'L17: returns each context unchanged, up to 16 bytes'],
      heartbeat_ttl_dealer_router: 'disconnect a … that is silent for its time to live of 100 ms from its …',
      heartbeat_ttl_req_rep: 'disconnect a … that is silent for its time to live of 100 ms from its …',
      heartbeat_ttl_pull_push: 'disconnect a … that is silent for its time to live of 100 ms from its …',
      heartbeat_ttl_sub_pub: 'disconnect a … that is silent for its time to live of 100 ms from its …',
      heartbeat_ttl_pair_pair: 'disconnect a … that is silent for its time to live of 100 ms from its …',
      setsockopt_heartbeat_ttl_max: [
        'throws for a time to live that cannot be encoded',
        'sends a time to live of … tenths of a second as …',
      ],
      setsockopt_heartbeat_ttl_more_than_max_fails: 'throws for a time to live that cannot be encoded',
      setsockopt_heartbeat_ttl_near_zero: 'sends less than a tenth of a second as no time to live',
      heartbeat_notimeout_dealer_router:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
      heartbeat_notimeout_req_rep:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
      heartbeat_notimeout_pull_push: [
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
        'keep a PULL connected by its PONGs',
      ],
      heartbeat_notimeout_sub_pub:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
      heartbeat_notimeout_pair_pair: [
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
        'keep two sockets of this library connected over …',
      ],
      heartbeat_notimeout_dealer_router_with_curve:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
      heartbeat_notimeout_req_rep_with_curve:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
      heartbeat_notimeout_pull_push_with_curve:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
      heartbeat_notimeout_sub_pub_with_curve:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
      heartbeat_notimeout_pair_pair_with_curve:
        'keep a … that only answers connected to its … for an hour, and disconnect it soon after the wire was cut',
    },
    left: {
      heartbeat_ttl_client_server: DRAFT_SOCKET,
      heartbeat_ttl_gather_scatter: DRAFT_SOCKET,
      heartbeat_notimeout_client_server: DRAFT_SOCKET,
      heartbeat_notimeout_gather_scatter: DRAFT_SOCKET,
      heartbeat_notimeout_client_server_with_curve: DRAFT_SOCKET,
      heartbeat_notimeout_gather_scatter_with_curve: DRAFT_SOCKET,
    },
  },
  {
    name: 'last_endpoint',
    files: [scenario('endpoints')],
    cases: { last_endpoint: 'is the real endpoint, and can be unbound and bound again, over …' },
  },
  {
    name: 'unbind_wildcard',
    files: [scenario('endpoints')],
    cases: {
      address_wildcard_ipv4: '…: its real endpoint can be connected, used, disconnected and unbound',
      address_wildcard_ipv6: '…: its real endpoint can be connected, used, disconnected and unbound',
      port_wildcard_ipv4_address: '…: its real endpoint can be connected, used, disconnected and unbound',
      port_wildcard_ipv4_address_ipv6: '…: its real endpoint can be connected, used, disconnected and unbound',
      port_wildcard_ipv6_address: '…: its real endpoint can be connected, used, disconnected and unbound',
    },
  },
  { name: 'ipc_wildcard', files: [scenario('endpoints')], cases: { ipc_wildcard: 'is another path each time, which two sockets can use' } },
  {
    name: 'term_endpoint',
    files: [scenario('endpoints')],
    cases: {
      send_after_unbind_fails: 'there is no peer after unbind, over …',
      send_after_disconnect_fails: 'there is no peer after disconnect, over …',
      unbind_via_last_endpoint: '… can be unbound by its real endpoint, and not by its wildcard',
      wildcard_unbind_fails: '… can be unbound by its real endpoint, and not by its wildcard',
    },
  },
  {
    name: 'connect_resolve',
    files: [scenario('endpoints')],
    cases: {
      hostname_ipv4: 'accepts …',
      loopback_ipv6: 'accepts …',
      hostname_with_spaces_fails: 'throws for …',
      no_hostname_fails: 'throws for …',
      invalid_service_fails: 'throws for …',
      invalid_proto_fails: 'throws for …',
    },
  },
  {
    name: 'inproc_connect',
    files: [scenario('inproc')],
    cases: {
      bind_before_connect: '… first: what was sent arrives',
      connect_before_bind: '… first: what was sent arrives',
      connect_before_bind_pub_sub: 'a PUB that connects first has no subscriber until a SUB has bound',
      connect_before_bind_ctx_term: 'twenty connects to unbound names do not delay the end of their context',
      multiple_connects: 'ten connect … the bind, and all are received from',
      multiple_threads: 'thirty connect, send and close before the bind, and all are received from',
      simultaneous_connect_bind_threads: 'fifty connect and fifty bind and close at once, in any order',
      routing_id: 'a routing id given before the bind is known',
      connect_only: 'a connect to a name that is never bound ends with its socket',
      unbind: [
        'a name that was unbound and bound by another socket connects to that one',
        'an unbound name is free again, and connected sockets stay connected',
      ],
      shutdown_during_pend: 'a context that ends while a connect waits drops its messages',
    },
  },
  {
    name: 'disconnect_inproc',
    files: [scenario('inproc')],
    cases: { disconnect_inproc: 'disconnects while publishing, and may connect again' },
  },
  {
    name: 'rebind_ipc',
    files: [scenario('endpoints')],
    cases: { rebind_ipc: 'binds a path again right after the socket that had it was closed' },
  },
  {
    name: 'abstract_ipc',
    files: [scenario('endpoints')],
    cases: {
      roundtrip: 'a name without a file can be bound, connected and used',
      empty_abstract_name: 'an empty name throws',
    },
  },
  {
    name: 'shutdown_stress',
    files: [scenario('connections')],
    cases: { shutdown_stress: 'closes 100 sockets that are still connecting, ten times over …' },
  },
  {
    name: 'monitor',
    files: [scenario('monitor'), 'zmonitor/test/socket-monitor.test.ts'],
    cases: {
      monitor_invalid_protocol_fails: 'refuses …, and leaves nothing',
      monitor_basic: 'both ends emit their events, in order, over …',
      monitor_versioned_basic_tcp_ipv4: 'each event has the endpoint of the socket and the address of the peer, over …',
      monitor_versioned_basic_tcp_ipv6: 'each event has the endpoint of the socket and the address of the peer, over …',
      monitor_versioned_basic_ipc: 'each event has the endpoint of the socket and the address of the peer, over …',
    },
    left: {
      monitor_versioned_invalid_socket_type: PAIR_ONLY,
      monitor_versioned_basic_tipc: TIPC,
      monitor_versioned_stats_tcp_ipv4: PIPES_STATS,
      monitor_versioned_stats_tcp_ipv6: PIPES_STATS,
      monitor_versioned_stats_ipc: PIPES_STATS,
    },
  },
  {
    name: 'metadata',
    files: [scenario('monitor')],
    // What libzmq's handler of ZAP adds there, the peer says of itself here. There is no user id without ZAP.
    cases: {
      metadata: 'each message over … has its sender: socket type, address and metadata',
      router_prefetch_metadata: 'a ROUTER has the sender also after it was checked for messages',
    },
  },
  {
    name: 'app_meta',
    files: [scenario('app-meta')],
    cases: { app_meta_reqrep: ['each end has the metadata of the other with each message', 'throws EINVAL for …'] },
  },
  {
    name: 'socks',
    files: [scenario('socks')],
    cases: {
      socks_proxy_options: ['are null at first, keep their values, and are null again', 'throw EINVAL for …'],
      socks_userpass_options: ['are null at first, keep their values, and are null again', 'throw EINVAL for …'],
      socks_no_socks: 'uses no proxy if none is set',
      socks: 'exchanges messages through a proxy with …',
      socks_delay: 'waits for a proxy that starts late…',
      socks_domainname: 'exchanges messages through a proxy with …',
      socks_ipv6: 'exchanges messages through a proxy with …',
      socks_ipv6_sb: 'exchanges messages through a proxy with …',
      socks_bind_before_connect: 'binds to a source address before it connects to the proxy',
      socks_basic_auth: 'logs in with …',
      socks_basic_auth_delay: 'waits for a proxy that starts late…',
      socks_basic_auth_empty_user: 'logs in with …',
      socks_basic_auth_null_user: 'logs in with …',
      socks_basic_auth_empty_pass: 'logs in with …',
      socks_basic_auth_null_pass: 'logs in with …',
    },
  },
  {
    name: 'proxy',
    files: [PROXY],
    cases: { proxy: 'carries requests of three clients to five workers and each reply to its client' },
  },
  {
    name: 'proxy_single_socket',
    files: [PROXY],
    cases: { proxy_single_socket: 'accepts one REP for both ends, and sends everything back to its sender' },
  },
  {
    name: 'proxy_steerable',
    files: [PROXY, 'zproxy/test/steering.test.ts'],
    cases: {
      proxy_steerable: [
        'is paused and resumed by a REP, which answers each by an empty frame, and loses nothing',
        'tells a … its statistics, whole messages and the bytes of their frames',
        'ends when a PAIR tells it so',
        'forwards nothing while paused, then all queued messages',
        'carries requests of three clients to five workers and each reply to its client',
        'ends under traffic at terminate(), with all its sockets closed',
      ],
    },
  },
  { name: 'proxy_terminate', files: [PROXY], cases: { proxy_terminate: 'ends under traffic at terminate(), with all its sockets closed' } },
  {
    name: 'proxy_hwm',
    files: [PROXY],
    cases: { proxy_hwm: 'stops at the high-water marks of a slow receiver and still returns its statistics' },
  },
  // ---- STREAM
  {
    name: 'stream',
    files: [scenario('stream')],
    cases: {
      stream_to_dealer: 'sends by hand the bytes of a DEALER, and is accepted as one',
      stream_to_stream: 'exchanges bytes with another STREAM, which sets the id of its peer before it is connected',
    },
  },
  {
    name: 'stream_disconnect',
    files: [scenario('stream')],
    cases: { stream_disconnect: 'both ends receive connection, bytes and end, in this order' },
  },
  { name: 'stream_empty', files: [scenario('stream')], cases: { stream_empty: 'disconnects a peer when an empty frame is sent' } },
  { name: 'stream_exceeds_buffer', files: [scenario('stream')], cases: { stream_exceeds_buffer: '8193 bytes arrive as they were sent' } },
  {
    name: 'stream_timeout',
    files: [scenario('stream')],
    cases: {
      stream_handshake_timeout_accept: 'with handshakeInterval … a silent peer of a bound socket is disconnected after … ms',
      stream_handshake_timeout_connect: 'with handshakeInterval … a silent peer of a connecting socket is disconnected after … ms',
    },
  },
  // ---- security, Z85
  {
    name: 'security_null',
    files: [scenario('endpoints'), ZAP],
    cases: {
      no_domain: ['two sockets exchange messages over …', 'without a domain the handler is not asked'],
      wrong_domain_fails: 'the wrong domain is rejected: nothing is delivered, with an event on both sides',
      success: 'the right domain is admitted by a handler of type …',
      vanilla_socket: 'messages of a peer of ZMTP 1.0 are not delivered by a server of … that authenticates',
    },
  },
  {
    name: 'security_plain',
    files: [ZAP],
    cases: {
      plain_success: 'the right name and password are admitted over …',
      plain_client_as_server_fails: 'a client that is configured as a server is never admitted, without a ZAP request',
      plain_wrong_credentials_fails: 'wrong credentials are rejected, with an event on the client',
      plain_vanilla_socket: 'messages of a peer of ZMTP 1.0 are not delivered by a server of … that authenticates',
    },
  },
  {
    name: 'security_curve',
    files: [CURVE],
    cases: {
      curve_security_with_valid_credentials: 'the right keys are admitted, by a server with … routing id',
      null_server_key: ['a HELLO for a server key of zeros is rejected', 'a client whose curveServerKey is all zeros fails by itself'],
      null_client_public_key: ['an INITIATE of a client whose … key is zeros is rejected', 'a client whose … key is zeros cannot connect'],
      null_client_secret_key: ['an INITIATE of a client whose … key is zeros is rejected', 'a client whose … key is zeros cannot connect'],
      curve_security_with_bogus_client_credentials: 'another pair of keys is rejected by the handler, with an event on both sides',
      curve_security_with_null_client_credentials: 'a client of … is rejected without a ZAP request',
      curve_security_with_plain_client_credentials: 'a client of … is rejected without a ZAP request',
      curve_security_unauthenticated_message: 'messages of a peer of ZMTP 1.0 are never received',
      curve_security_invalid_hello_wrong_length: 'HELLO … is rejected',
      curve_security_invalid_hello_command_name: 'HELLO … is rejected',
      curve_security_invalid_hello_version: 'HELLO … is rejected',
      curve_security_invalid_initiate_wrong_length: 'INITIATE … is rejected',
      curve_security_invalid_initiate_command_name: 'INITIATE … is rejected',
      curve_security_invalid_initiate_command_encrypted_cookie: 'INITIATE … is rejected',
      curve_security_invalid_initiate_command_encrypted_content: 'INITIATE … is rejected',
    },
  },
  {
    name: 'security_zap',
    files: [ZAP],
    cases: {
      zap_protocol_error_wrong_version: 'C11, L10: … in the reply rejects the peer',
      zap_protocol_error_wrong_request_id: 'C11, L10: … in the reply rejects the peer',
      zap_protocol_error_wrong_status_invalid: 'C11, L10: … in the reply rejects the peer',
      zap_protocol_error_too_many_parts: 'C11, L10: … in the reply rejects the peer',
      zap_wrong_status_temporary_failure: 'L10: 300 closes without an ERROR, and the client tries again',
      zap_wrong_status_internal_error: 'L10: … is sent to the client, and nothing is delivered',
      zap_unsuccessful_no_handler_started: [
        'without a handler every peer is rejected',
        'with an enforced domain and no handler … peers are rejected',
      ],
      zap_unsuccessful_disconnect: 'C11: a handler that closes rejects the peer',
      zap_unsuccessful_do_not_recv: 'C11: a handler that … rejects the peer at the end of the handshake interval',
      zap_unsuccessful_do_not_send: 'C11: a handler that … rejects the peer at the end of the handshake interval',
    },
  },
  {
    name: 'security_no_zap_handler',
    files: [ZAP],
    cases: {
      no_zap_handler: 'with a domain and no handler … peers are admitted',
      no_zap_handler_enforce_domain: 'with an enforced domain and no handler … peers are rejected',
    },
  },
  {
    name: 'base85',
    files: [Z85],
    cases: {
      encode_valid_success: 'encodes the vector of RFC 32',
      encode_invalid_failure_1: 'rejects … bytes, which is not a multiple of 4',
      encode_invalid_failure_42: 'rejects … bytes, which is not a multiple of 4',
      decode_valid_success: 'decodes the vector of RFC 32',
      decode_invalid_failure_indivisble_by_5_multiple_chars: 'refuses …',
      decode_invalid_failure_indivisble_by_5_one_char: 'refuses …',
      decode_invalid_failure_max: 'refuses …',
      decode_invalid_failure_above_limit: 'refuses …',
      decode_invalid_failure_char_within: 'refuses …',
      decode_invalid_failure_char_adjacent_below: 'refuses …',
      decode_invalid_failure_char_adjacent_above: 'refuses …',
      encode_decode_roundtrip_min: 'decodes what it encodes: …',
      encode_decode_roundtrip_max: 'decodes what it encodes: …',
      decode_encode_roundtrip_regular: 'encodes what it decodes',
    },
  },
  // ---- unit tests
  {
    name: 'mtrie',
    files: [TRIE],
    cases: {
      create: 'has no topics at first',
      check_empty_match_nonempty_data: 'finds no owner for … when it is empty',
      check_empty_match_empty_data: 'finds no owner for … when it is empty',
      add_single_entry_match_exact: 'finds the owner of exactly that topic',
      add_single_entry_twice_match_exact: 'returns for the second that it was not the first, also for the same owner, which is found once',
      add_rm_single_entry_match_exact: 'finds no owner after the only one was removed',
      add_two_entries_match_prefix_and_exact: 'finds the owners of a topic and of its prefix',
      add_two_entries_with_same_name_match_exact: 'finds both owners of one topic, and returns that the second was not the first',
      rm_nonexistent_0_size_empty: 'returns undefined for the removal of … when it is empty',
      rm_nonexistent_empty: 'returns undefined for the removal of … when it is empty',
      rm_nonexistent_nonempty_samename: 'keeps an owner of … when another one is removed',
      rm_nonexistent_nonempty_differentname: 'keeps an owner of … when another one is removed',
      rm_nonexistent_nonempty_prefix: 'keeps an owner of … when another one is removed',
      rm_nonexistent_nonempty_prefixed: 'keeps an owner of … when another one is removed',
      rm_nonexistent_between: 'returns undefined for the removal of a topic between two',
      add_multiple: 'adds siblings …',
      add_multiple_reverse: 'adds siblings …',
      rm_multiple_in_order: 'removes siblings …',
      rm_multiple_reverse_order: 'removes siblings …',
      rm_with_callback_multiple_in_order: 'removes the owners of siblings from all topics …, and returns the topic of each',
      rm_with_callback_multiple_reverse_order: 'removes the owners of siblings from all topics …, and returns the topic of each',
      rm_with_callback_duplicate: 'removes an owner from all topics, and returns the topics without owners',
      rm_with_callback_duplicate_uniq_only: 'removes an owner from all topics, and returns the topics without owners',
    },
  },
  {
    name: 'radix_tree',
    files: [TRIE],
    cases: {
      empty: 'has no topics at first',
      add_single_entry: 'finds the owner of exactly that topic',
      add_same_entry_twice: 'returns for the second that it was not the first, also for the same owner, which is found once',
      rm_when_empty: 'returns undefined for the removal of … when it is empty',
      rm_single_entry: 'finds no owner after the only one was removed',
      rm_unique_entry_twice: 'returns undefined for the second removal of a topic',
      rm_duplicate_entry: 'keeps a topic of two owners until both are removed',
      rm_common_prefix: 'has no topic for the common prefix of two topics',
      rm_common_prefix_entry: 'removes the common prefix of two topics if it was a topic too',
      rm_null_entry: 'accepts an empty topic, which matches everything',
      check_empty: 'finds no owner for … when it is empty',
      check_added_entry: 'with …, returns whether … matches: …',
      check_common_prefix: 'with …, returns whether … matches: …',
      check_prefix: 'with …, returns whether … matches: …',
      check_nonexistent_entry: 'with …, returns whether … matches: …',
      check_query_longer_than_entry: 'with …, returns whether … matches: …',
      check_null_entry_added: 'accepts an empty topic, which matches everything',
      size: 'counts topics, not owners',
      apply: 'lists the topics of an owner',
    },
  },
]

/** Programs whose cases are a table of their own, of which a test counts the rows. */
export const VECTORS: readonly { readonly name: string; readonly cases: number; readonly file: string; readonly title: string }[] = [
  { name: 'ip_resolver', cases: 82, file: 'transports/test/address.test.ts', title: 'is asked all 82 questions of libzmq' },
  { name: 'udp_address', cases: 32, file: 'transports/test/address.test.ts', title: 'is asked all 32 questions of libzmq' },
]

export const ELSEWHERE: readonly Elsewhere[] = [
  { name: 'router_notify', cases: 6, why: `${DRAFT_OPTION} (ZMQ_ROUTER_NOTIFY)` },
  { name: 'peer', cases: 1, why: DRAFT_SOCKET },
  { name: 'peer_disconnect', cases: 1, why: DRAFT_SOCKET },
  { name: 'client_server', cases: 3, why: DRAFT_SOCKET },
  { name: 'channel', cases: 2, why: DRAFT_SOCKET },
  { name: 'scatter_gather', cases: 2, why: DRAFT_SOCKET },
  { name: 'radio_dish', cases: 16, why: DRAFT_SOCKET },
  { name: 'dgram', cases: 2, why: DRAFT_SOCKET },
  { name: 'hello_msg', cases: 3, why: `${DRAFT_OPTION} (ZMQ_HELLO_MSG)` },
  { name: 'hiccup_msg', cases: 1, why: `${DRAFT_OPTION} (ZMQ_HICCUP_MSG)` },
  { name: 'disconnect_msg', cases: 3, why: `${DRAFT_OPTION} (ZMQ_DISCONNECT_MSG)` },
  { name: 'xpub_manual_last_value', cases: 6, why: `${DRAFT_OPTION} (ZMQ_XPUB_MANUAL_LAST_VALUE)` },
  { name: 'xsub_verbose', cases: 1, why: `${DRAFT_OPTION} (ZMQ_XSUB_VERBOSE_UNSUBSCRIBE)` },
  { name: 'timers', cases: 3, why: 'timers are those of JavaScript here' },
  { name: 'curve_encoding', cases: 4, why: SECURITY },
]
