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
      req_message_format_inproc: 'SHALL put an empty delimiter before the message, and take it off the reply',
      req_message_format_tcp: [
        'SHALL put an empty delimiter before the message, and take it off the reply',
        'is a delimiter and a body, and a REP gives back the envelope it got',
      ],
      block_on_send_no_peers: 'SHALL block, or say EAGAIN, without peers, and SHALL NOT discard what waits',
      req_only_listens_to_current_peer_inproc: 'SHALL accept a reply only from the peer it asked, and discard what others send',
      req_only_listens_to_current_peer_tcp: 'SHALL accept a reply only from the peer it asked, and discard what others send',
    },
  },
  {
    name: 'spec_rep',
    files: [RFC28],
    cases: {
      fair_queue_in_inproc: [
        'SHALL receive from its peers fairly, one request of each in turn',
        'SHALL deliver each reply to the peer that asked',
      ],
      fair_queue_in_tcp: [
        'SHALL receive from its peers fairly, one request of each in turn',
        'SHALL deliver each reply to the peer that asked',
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
      block_on_send_no_peers_inproc: 'SHALL block, or say EAGAIN, without an available peer, and SHALL NOT discard what waits',
      block_on_send_no_peers_tcp: 'SHALL block, or say EAGAIN, without an available peer, and SHALL NOT discard what waits',
    },
  },
  {
    name: 'spec_router',
    files: [RFC28, scenario('router')],
    cases: {
      fair_queue_in_tcp: 'SHALL receive from its peers fairly',
      fair_queue_in_inproc: 'SHALL receive from its peers fairly',
      destroy_queue_on_disconnect_tcp: [
        'SHALL create queues when a peer connects, and destroy them when it goes; what it sent is still read',
        'keeps nothing for a peer that went',
      ],
      destroy_queue_on_disconnect_inproc:
        'SHALL create queues when a peer connects, and destroy them when it goes; what it sent is still read',
    },
  },
  {
    name: 'req_correlate',
    files: [scenario('reqrep')],
    cases: { req_correlate: 'puts a request id before the delimiter and takes only the reply that has it' },
  },
  {
    name: 'req_relaxed',
    files: [scenario('reqrep')],
    cases: {
      case_1: [
        'discards the reply of the service whose request was given up before it came',
        'sends again without having received, to the next peer',
      ],
      case_2: 'discards the reply that had come when its request was given up',
      case_3: 'gives the service whose request was given up its turn again (libzmq issue 1690)',
      case_4: 'takes the reply to the last of the requests that piled up before there was a service (libzmq issue 1695)',
    },
  },
  {
    name: 'invalid_rep',
    files: [scenario('reqrep')],
    cases: {
      invalid_rep: [
        'ignores a reply whose envelope is broken, and takes the next good one',
        'leaves a peer over a wire whose reply has no delimiter',
      ],
    },
  },
  { name: 'issue_566', files: [scenario('router')], cases: { issue_566: 'a router reaches a dealer of another context, 100 times anew' } },
  { name: 'reqrep_inproc', files: [scenario('reqrep')], cases: { roundtrip: 'asks and answers with …' } },
  {
    name: 'reqrep_ipc',
    files: [scenario('reqrep')],
    cases: { simple: 'asks and answers with …', leak: 'answers a requester that has gone, and goes on' },
  },
  {
    name: 'reqrep_tcp',
    files: [scenario('reqrep')],
    cases: {
      single_connect_ipv4: 'one requester asks one service by …',
      multi_connect_ipv4: 'one requester asks three services in turn by …, until it leaves them',
      multi_connect_same_port_ipv4: 'two requesters ask the same two services in turn by …',
      single_connect_ipv6: 'one requester asks one service by …',
      multi_connect_ipv6: 'one requester asks three services in turn by …, until it leaves them',
      multi_connect_same_port_ipv6: 'two requesters ask the same two services in turn by …',
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
      basic: 'drops what cannot be routed until told otherwise, then says EHOSTUNREACH',
      get_peer_state: [
        'says of each peer by itself whether it has room: one that does not read stops nobody else',
        'knows each peer by its routing id',
      ],
      get_peer_state_corner_cases: 'knows nothing of a peer that is not there, and nothing any more once closed',
    },
  },
  {
    name: 'router_mandatory_hwm',
    files: [scenario('router')],
    cases: {
      router_mandatory_hwm: [
        'says EAGAIN for a full peer, and takes more when it has read',
        'says EAGAIN for a full peer instead of dropping, and takes more when that has read',
      ],
    },
  },
  {
    name: 'router_handover',
    files: [scenario('router')],
    cases: {
      with_handover: 'gives the id to the newcomer when told to',
      without_handover: 'leaves the id with the first otherwise, until that one goes',
    },
  },
  {
    name: 'probe_router',
    files: [scenario('router')],
    cases: {
      probe_router_router: 'a ROUTER that probes is known to the other before anything is sent',
      probe_router_dealer: 'a DEALER that probes is known too',
    },
  },
  {
    name: 'connect_rid',
    files: [scenario('router'), scenario('stream')],
    cases: {
      stream_2_stream: 'talks with another STREAM, which names its peer before it is there',
      router_2_router_unnamed: 'names the peer of a ROUTER, so that it can be sent to at once',
      router_2_router_named: 'names the peer of a ROUTER for us alone: it is known elsewhere by the name it gave itself',
      router_2_router_while_receiving: 'names a peer of a ROUTER that has unread messages of another, and sends to the one that was named',
    },
  },
  // ---- publish-subscribe
  {
    name: 'mock_pub_sub',
    files: [scenario('pubsub')],
    cases: {
      mock_sub_command: 'a raw subscriber that uses … gets what it subscribed to, and no more after it cancelled',
      mock_sub_legacy: 'a raw subscriber that uses … gets what it subscribed to, and no more after it cancelled',
      mock_pub_command: 'a SUB tells a raw publisher of ZMTP 3.… with flags …',
      mock_pub_legacy: 'a SUB tells a raw publisher of ZMTP 3.… with flags …',
    },
  },
  { name: 'sub_forward', files: [scenario('pubsub')], cases: { sub_forward: 'a subscription and a message pass a device' } },
  {
    name: 'pub_invert_matching',
    files: [scenario('pubsub')],
    cases: { pub_invert_matching: 'gives everything but what was subscribed to, when both ends say so' },
  },
  {
    name: 'xpub_manual',
    files: [scenario('pubsub')],
    cases: {
      basic: 'subscribes to what the application says, not to what was asked for',
      unsubscribe_manual: [
        'unsubscribes from what the application says',
        'tells of the rest when a subscriber goes that had taken back a part',
      ],
      xpub_proxy_unsubscribe_on_disconnect: 'hears of every subscriber that goes, and the publisher is left with nobody',
      missing_subscriptions: [
        'loses no subscription of two that come at once',
        'subscribes the sender of the notification that was read last',
      ],
      unsubscribe_cleanup: [
        'leaves nothing of a subscriber that went to the next one',
        'tells the application of each topic of a subscriber that went',
      ],
      user_message: ['passes on …, which is no subscription, without manual too', 'passes on … of an application'],
      user_message_multi: ['passes on …, which is no subscription, without manual too', 'passes on … of an application'],
    },
  },
  {
    name: 'xpub_verbose',
    files: [scenario('pubsub')],
    cases: {
      xpub_verbose_one_sub: 'one subscriber: a second subscription is news only when verbose',
      xpub_verbose_two_subs: [
        'two subscribers: what the other wants already is news only when verbose',
        'tells of every subscription when verbose',
      ],
      xpub_verboser_one_sub: 'one subscriber: takes back only what it has, and only when it takes it back for the last time',
      xpub_verboser_two_subs: [
        'two subscribers: that one of them leaves the other alone is news only when more verbose',
        'tells of every unsubscription too when more verbose: as many as subscribers sent',
      ],
    },
  },
  {
    name: 'xpub_nodrop',
    files: [scenario('pubsub')],
    cases: {
      xpub_nodrop: [
        'says EAGAIN instead of dropping, and takes more when there is room',
        'gives the message to nobody as long as one is full',
        '6,000 messages beyond a mark of 2,000 block the publisher that must not drop, and all arrive',
      ],
    },
  },
  {
    name: 'xpub_welcome_msg',
    files: [scenario('pubsub')],
    cases: { xpub_welcome_msg: 'is the first thing a subscriber gets that subscribed to it' },
  },
  {
    name: 'xpub_topic',
    files: [scenario('pubsub')],
    cases: { xpub_topic: 'a topic of … bytes arrives whole, across the edge of long frames' },
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
        '… messages at once to a subscriber that is met with a mark of as many lose none',
        'marks of … and … hold, of … messages, …; the rest is dropped',
      ],
      defaults_small: [
        '… messages at once to a subscriber that is met with a mark of as many lose none',
        'marks of … and … hold, of … messages, …; the rest is dropped',
      ],
      blocking: [
        '6,000 messages beyond a mark of 2,000 block the publisher that must not drop, and all arrive',
        'marks of … and … hold, of … messages, …; the rest is dropped',
      ],
      reset_hwm: [
        'what has been read counts no more: 9,999 and then 1,100 fit a mark of 11,024',
        'begins anew when a full subscriber has read',
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
      inproc_push_block_on_send_no_peers: 'SHALL block, or say EAGAIN, while there is nobody',
      tcp_push_block_on_send_no_peers: 'SHALL block, or say EAGAIN, while there is nobody',
      inproc_destroy_queue_on_disconnect: 'SHALL destroy the queue of a connected peer that goes, and discard what is in it',
      tcp_destroy_queue_on_disconnect: 'SHALL destroy the queue of a connected peer that goes, and discard what is in it',
      inproc_push_multipart_atomic_drop_block: 'a message of several frames comes whole or not at all when the sender …',
      inproc_push_multipart_atomic_drop_non_block: 'a message of several frames comes whole or not at all when the sender …',
      tcp_push_multipart_atomic_drop_block: [
        'a message of several frames comes whole or not at all when the sender …',
        'never cuts a message of many frames, whoever goes when',
      ],
      tcp_push_multipart_atomic_drop_non_block: 'a message of several frames comes whole or not at all when the sender …',
    },
  },
  {
    name: 'hwm',
    files: [scenario('hwm')],
    cases: {
      defaults: 'with … (…, …) takes …, whoever binds and in any order',
      infinite_both_inproc_bind_first: 'with … (…, …) takes …, whoever binds and in any order',
      infinite_both_inproc_connect_first: 'with … (…, …) takes …, whoever binds and in any order',
      infinite_receive_inproc_bind_first: 'with … (…, …) takes …, whoever binds and in any order',
      infinite_receive_inproc_connect_first: 'with … (…, …) takes …, whoever binds and in any order',
      infinite_send_inproc_bind_first: 'with … (…, …) takes …, whoever binds and in any order',
      infinite_send_inproc_connect_first: 'with … (…, …) takes …, whoever binds and in any order',
      finite_both_bind_first: ['with … (…, …) takes …, whoever binds and in any order', 'takes as many again once all has been read'],
      finite_both_connect_first: 'with … (…, …) takes …, whoever binds and in any order',
      infinite_recv_inproc_connect_first_close_first: 'a sender that connects and closes before anybody has bound leaves what it sent',
      infinite_recv_inproc_bind_first_close_first: 'a sender that binds has nobody to send to, and closes with nothing sent',
    },
  },
  {
    name: 'sockopt_hwm',
    files: [scenario('hwm')],
    cases: {
      change_before_connected: 'a mark set before connect counts',
      change_after_connected: 'a mark raised after connect counts, and adds to that of the other side',
      decrease_when_full: [
        'a mark lowered while full loses nothing, and holds once that is read',
        'a mark lowered while full keeps what is there and takes nothing more, over …',
      ],
    },
  },
  {
    name: 'immediate',
    files: [scenario('hwm')],
    cases: {
      immediate_1: 'without it the messages for a peer that is not there wait for it, over …',
      immediate_2: 'gives messages only to a peer that is there, over …',
      immediate_3: 'blocks when the peer goes and goes on when it is back, over …',
    },
  },
  {
    name: 'timeo',
    files: [scenario('hwm')],
    cases: { timeo: 'receive and send end with EAGAIN after their timeouts, and succeed when they need not wait' },
  },
  {
    name: 'pair_inproc',
    files: [scenario('pair')],
    cases: { roundtrip: 'sends back and forth', zmq_send_const: 'sends constant bytes as one of several frames' },
  },
  {
    name: 'pair_ipc',
    files: [scenario('pair')],
    cases: { roundtrip: 'sends back and forth', endpoint_too_long: 'refuses a path that is too long' },
  },
  {
    name: 'pair_tcp',
    files: [scenario('pair')],
    cases: { pair_tcp_regular: 'sends back and forth', pair_tcp_connect_by_name: 'connects by name' },
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
      reconnect_default: [
        'says of a connection that it was made, shaken hands on and lost, in this order',
        'tries again and says so, in this order',
      ],
      reconnect_success: 'waits for the next try as long as it says, and connects when somebody is there again, in this order',
      reconnect_stop_on_refused: [
        'gives up when refused after a connection that was good, if told to',
        'gives up when refused, if told to',
      ],
      reconnect_stop_on_handshake_failed: 'gives up when the handshake fails, if told to',
      reconnect_stop_after_disconnect: 'gives up after disconnect() what it would have tried again for, if told to',
    },
  },
  {
    name: 'heartbeats',
    files: [scenario('heartbeats'), 'sockets/test/attack/traffic.test.ts'],
    cases: {
      heartbeat_timeout_router: 'leaves a peer that does not answer a PING in time, and says so',
      heartbeat_timeout_router_mock_ping: [
        'gives the context … of a PING back',
        'L17: a context comes back as it was, of 16 bytes at the most',
      ],
      heartbeat_ttl_dealer_router: 'a … that promised to be heard within 100 ms and is not is left by its …',
      heartbeat_ttl_req_rep: 'a … that promised to be heard within 100 ms and is not is left by its …',
      heartbeat_ttl_pull_push: 'a … that promised to be heard within 100 ms and is not is left by its …',
      heartbeat_ttl_sub_pub: 'a … that promised to be heard within 100 ms and is not is left by its …',
      heartbeat_ttl_pair_pair: 'a … that promised to be heard within 100 ms and is not is left by its …',
      setsockopt_heartbeat_ttl_max: [
        'refuses a time to live that the wire cannot tell',
        'tells a time to live of … tenths of a second as …',
      ],
      setsockopt_heartbeat_ttl_more_than_max_fails: 'refuses a time to live that the wire cannot tell',
      setsockopt_heartbeat_ttl_near_zero: 'tells less than a tenth of a second as no time to live',
      heartbeat_notimeout_dealer_router: 'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
      heartbeat_notimeout_req_rep: 'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
      heartbeat_notimeout_pull_push: [
        'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
        'a PULL that sends nothing is kept by its PONGs',
      ],
      heartbeat_notimeout_sub_pub: 'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
      heartbeat_notimeout_pair_pair: [
        'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
        'two of our own keep each other over …',
      ],
      heartbeat_notimeout_dealer_router_with_curve:
        'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
      heartbeat_notimeout_req_rep_with_curve: 'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
      heartbeat_notimeout_pull_push_with_curve: 'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
      heartbeat_notimeout_sub_pub_with_curve: 'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
      heartbeat_notimeout_pair_pair_with_curve: 'a … that only answers is kept by its … for an hour, and left soon after the wire was cut',
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
    cases: { last_endpoint: 'is the endpoint as it really is, and can be unbound and bound again, over …' },
  },
  {
    name: 'unbind_wildcard',
    files: [scenario('endpoints')],
    cases: {
      address_wildcard_ipv4: '…: what it became is connected to, talked over, disconnected from and unbound',
      address_wildcard_ipv6: '…: what it became is connected to, talked over, disconnected from and unbound',
      port_wildcard_ipv4_address: '…: what it became is connected to, talked over, disconnected from and unbound',
      port_wildcard_ipv4_address_ipv6: '…: what it became is connected to, talked over, disconnected from and unbound',
      port_wildcard_ipv6_address: '…: what it became is connected to, talked over, disconnected from and unbound',
    },
  },
  { name: 'ipc_wildcard', files: [scenario('endpoints')], cases: { ipc_wildcard: 'is a path of its own each time, over which two talk' } },
  {
    name: 'term_endpoint',
    files: [scenario('endpoints')],
    cases: {
      send_after_unbind_fails: 'nobody is there to send to after unbind, over …',
      send_after_disconnect_fails: 'nobody is there to send to after disconnect, over …',
      unbind_via_last_endpoint: '… cannot be unbound by its wildcard, but by what it became',
      wildcard_unbind_fails: '… cannot be unbound by its wildcard, but by what it became',
    },
  },
  {
    name: 'connect_resolve',
    files: [scenario('endpoints')],
    cases: {
      hostname_ipv4: 'takes …',
      loopback_ipv6: 'takes …',
      hostname_with_spaces_fails: 'refuses …',
      no_hostname_fails: 'refuses …',
      invalid_service_fails: 'refuses …',
      invalid_proto_fails: 'refuses …',
    },
  },
  {
    name: 'inproc_connect',
    files: [scenario('inproc')],
    cases: {
      bind_before_connect: '… first: what was sent arrives',
      connect_before_bind: '… first: what was sent arrives',
      connect_before_bind_pub_sub: 'a PUB that connects first sends to nobody until a SUB has bound',
      connect_before_bind_ctx_term: 'twenty connects that nobody binds for hold nothing up when their context ends',
      multiple_connects: 'ten connect … the bind, and all are heard',
      multiple_threads: 'thirty connect, send and close before the bind, and all are heard',
      simultaneous_connect_bind_threads: 'fifty connect and fifty bind and close at once, whoever is first',
      routing_id: 'a routing id given before the bind is known',
      connect_only: 'a connect that nobody ever binds for ends with its socket',
      unbind: [
        'a name that was unbound and bound by another leads to that one',
        'an unbound name is free again, and who was connected stays so',
      ],
      shutdown_during_pend: 'a context that ends while a connect waits takes what was sent with it',
    },
  },
  { name: 'disconnect_inproc', files: [scenario('inproc')], cases: { disconnect_inproc: 'parts while publishing, and may connect again' } },
  {
    name: 'rebind_ipc',
    files: [scenario('endpoints')],
    cases: { rebind_ipc: 'binds a path again right after the socket that had it was closed' },
  },
  {
    name: 'abstract_ipc',
    files: [scenario('endpoints')],
    cases: {
      roundtrip: 'a name without a file is bound, connected to and talked over',
      empty_abstract_name: 'an empty name is refused',
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
      monitor_basic: 'both ends say what happens, in order, over …',
      monitor_versioned_basic_tcp_ipv4: 'each event has the endpoint of ours and says where the peer is, over …',
      monitor_versioned_basic_tcp_ipv6: 'each event has the endpoint of ours and says where the peer is, over …',
      monitor_versioned_basic_ipc: 'each event has the endpoint of ours and says where the peer is, over …',
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
      metadata: 'each message over … says who sent it: socket type, address, and what the peer tells of itself',
      router_prefetch_metadata: 'a ROUTER that has looked whether there is anything says it all the same',
    },
  },
  {
    name: 'app_meta',
    files: [scenario('app-meta')],
    cases: { app_meta_reqrep: ['both ends are told what the other announces, with each message', 'refuses …: EINVAL'] },
  },
  {
    name: 'socks',
    files: [scenario('socks')],
    cases: {
      socks_proxy_options: ['are empty, keep what they are given, and are empty again with null', 'refuse …: EINVAL'],
      socks_userpass_options: ['are empty, keep what they are given, and are empty again with null', 'refuse …: EINVAL'],
      socks_no_socks: 'talks through no proxy when there is none',
      socks: 'talks through a proxy to …',
      socks_delay: 'waits for a proxy that comes late…',
      socks_domainname: 'talks through a proxy to …',
      socks_ipv6: 'talks through a proxy to …',
      socks_ipv6_sb: 'talks through a proxy to …',
      socks_bind_before_connect: 'binds to an address of its own before it connects to the proxy',
      socks_basic_auth: 'logs in with …',
      socks_basic_auth_delay: 'waits for a proxy that comes late…',
      socks_basic_auth_empty_user: 'logs in with …',
      socks_basic_auth_null_user: 'logs in with …',
      socks_basic_auth_empty_pass: 'logs in with …',
      socks_basic_auth_null_pass: 'logs in with …',
    },
  },
  {
    name: 'proxy',
    files: [PROXY],
    cases: { proxy: 'carries requests of three clients to five workers and each reply to who asked' },
  },
  {
    name: 'proxy_single_socket',
    files: [PROXY],
    cases: { proxy_single_socket: 'takes one REP for both ends, and sends everything back where it came from' },
  },
  {
    name: 'proxy_steerable',
    files: [PROXY, 'zproxy/test/steering.test.ts'],
    cases: {
      proxy_steerable: [
        'is paused and resumed by a REP, which answers each by an empty frame, and loses nothing',
        'tells a … its statistics, whole messages and the bytes of their frames',
        'ends when a PAIR tells it so',
        'forwards nothing while paused, then all that waited',
        'carries requests of three clients to five workers and each reply to who asked',
        'ends under traffic when told so, with all its sockets closed',
      ],
    },
  },
  { name: 'proxy_terminate', files: [PROXY], cases: { proxy_terminate: 'ends under traffic when told so, with all its sockets closed' } },
  {
    name: 'proxy_hwm',
    files: [PROXY],
    cases: { proxy_hwm: 'stops the flow at the high-water marks of a slow receiver and still answers for its statistics' },
  },
  // ---- STREAM
  {
    name: 'stream',
    files: [scenario('stream')],
    cases: {
      stream_to_dealer: 'says by hand, octet by octet, what a DEALER says, and is taken for one',
      stream_to_stream: 'talks with another STREAM, which names its peer before it is there',
    },
  },
  {
    name: 'stream_disconnect',
    files: [scenario('stream')],
    cases: { stream_disconnect: 'tells both ends of coming, of what is said in turn, and of going, in this order' },
  },
  { name: 'stream_empty', files: [scenario('stream')], cases: { stream_empty: 'closes a peer that is sent nothing' } },
  { name: 'stream_exceeds_buffer', files: [scenario('stream')], cases: { stream_exceeds_buffer: '8193 bytes come as they were sent' } },
  {
    name: 'stream_timeout',
    files: [scenario('stream')],
    cases: {
      stream_handshake_timeout_accept: 'a handshake of … ms: a peer that says nothing to who accepted it is left after … ms',
      stream_handshake_timeout_connect: 'a handshake of … ms: a peer that says nothing to who connected to it is left after … ms',
    },
  },
  // ---- security, Z85
  {
    name: 'security_null',
    files: [scenario('endpoints'), ZAP],
    cases: {
      no_domain: ['two talk over …', 'without a domain nobody is asked, whoever is bound to answer'],
      wrong_domain_fails: 'the wrong domain is refused: nothing is delivered, and both sides are told',
      success: 'the right domain is let in by a handler of type …',
      vanilla_socket: 'what a peer of ZMTP 1.0 says is not delivered by a server of … that authenticates',
    },
  },
  {
    name: 'security_plain',
    files: [ZAP],
    cases: {
      plain_success: 'the right name and password are let in over …',
      plain_client_as_server_fails: 'a client that is configured as a server never gets in, nor is anybody asked',
      plain_wrong_credentials_fails: 'wrong credentials are refused, and the client is told so',
      plain_vanilla_socket: 'what a peer of ZMTP 1.0 says is not delivered by a server of … that authenticates',
    },
  },
  {
    name: 'security_curve',
    files: [CURVE],
    cases: {
      curve_security_with_valid_credentials: 'the right keys are let in, by a server of … routing id',
      null_server_key: [
        'HELLO for a null key of the server is refused',
        'a client whose key of its server is null finds fault with it itself',
      ],
      null_client_public_key: ['INITIATE of a client whose … key is null is refused', 'a client whose … key is null cannot connect'],
      null_client_secret_key: ['INITIATE of a client whose … key is null is refused', 'a client whose … key is null cannot connect'],
      curve_security_with_bogus_client_credentials: 'another pair of keys is refused by the handler, and both sides are told',
      curve_security_with_null_client_credentials: 'a client of … is refused, and nobody is asked about it',
      curve_security_with_plain_client_credentials: 'a client of … is refused, and nobody is asked about it',
      curve_security_unauthenticated_message: 'what a peer of ZMTP 1.0 says is never heard',
      curve_security_invalid_hello_wrong_length: 'HELLO … is refused',
      curve_security_invalid_hello_command_name: 'HELLO … is refused',
      curve_security_invalid_hello_version: 'HELLO … is refused',
      curve_security_invalid_initiate_wrong_length: 'INITIATE … is refused',
      curve_security_invalid_initiate_command_name: 'INITIATE … is refused',
      curve_security_invalid_initiate_command_encrypted_cookie: 'INITIATE … is refused',
      curve_security_invalid_initiate_command_encrypted_content: 'INITIATE … is refused',
    },
  },
  {
    name: 'security_zap',
    files: [ZAP],
    cases: {
      zap_protocol_error_wrong_version: 'C11, L10: … in the answer lets nobody in',
      zap_protocol_error_wrong_request_id: 'C11, L10: … in the answer lets nobody in',
      zap_protocol_error_wrong_status_invalid: 'C11, L10: … in the answer lets nobody in',
      zap_protocol_error_too_many_parts: 'C11, L10: … in the answer lets nobody in',
      zap_wrong_status_temporary_failure: 'L10: 300 closes without a word, and the client tries again',
      zap_wrong_status_internal_error: 'L10: … is told to the client, and nothing is delivered',
      zap_unsuccessful_no_handler_started: [
        'without a handler every peer is refused',
        'with a domain that is enforced and no handler … peers are refused',
      ],
      zap_unsuccessful_disconnect: 'C11: a handler that goes away is no answer',
      zap_unsuccessful_do_not_recv: 'C11: a handler that … keeps a peer out until the handshake has taken too long',
      zap_unsuccessful_do_not_send: 'C11: a handler that … keeps a peer out until the handshake has taken too long',
    },
  },
  {
    name: 'security_no_zap_handler',
    files: [ZAP],
    cases: {
      no_zap_handler: 'with a domain and no handler … peers are let in',
      no_zap_handler_enforce_domain: 'with a domain that is enforced and no handler … peers are refused',
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
      check_empty_match_nonempty_data: 'finds nobody for … when it is empty',
      check_empty_match_empty_data: 'finds nobody for … when it is empty',
      add_single_entry_match_exact: 'finds the owner of exactly that topic',
      add_single_entry_twice_match_exact: 'says of the second of two that it was not the first, also for the same owner, who is found once',
      add_rm_single_entry_match_exact: 'finds nobody after the only owner was taken off',
      add_two_entries_match_prefix_and_exact: 'finds the owners of a topic and of its beginning',
      add_two_entries_with_same_name_match_exact: 'finds both owners of one topic, and says that the second was not the first',
      rm_nonexistent_0_size_empty: 'says that nothing was there for … when it is empty',
      rm_nonexistent_empty: 'says that nothing was there for … when it is empty',
      rm_nonexistent_nonempty_samename: 'leaves an owner of … alone when somebody else is taken off',
      rm_nonexistent_nonempty_differentname: 'leaves an owner of … alone when somebody else is taken off',
      rm_nonexistent_nonempty_prefix: 'leaves an owner of … alone when somebody else is taken off',
      rm_nonexistent_nonempty_prefixed: 'leaves an owner of … alone when somebody else is taken off',
      rm_nonexistent_between: 'says that nothing was there for a topic between two',
      add_multiple: 'takes siblings …',
      add_multiple_reverse: 'takes siblings …',
      rm_multiple_in_order: 'takes siblings off …',
      rm_multiple_reverse_order: 'takes siblings off …',
      rm_with_callback_multiple_in_order: 'takes the owners of siblings off everything …, and names the one topic of each',
      rm_with_callback_multiple_reverse_order: 'takes the owners of siblings off everything …, and names the one topic of each',
      rm_with_callback_duplicate: 'takes an owner off everything, and says which topics nobody has any more',
      rm_with_callback_duplicate_uniq_only: 'takes an owner off everything, and says which topics nobody has any more',
    },
  },
  {
    name: 'radix_tree',
    files: [TRIE],
    cases: {
      empty: 'has no topics at first',
      add_single_entry: 'finds the owner of exactly that topic',
      add_same_entry_twice: 'says of the second of two that it was not the first, also for the same owner, who is found once',
      rm_when_empty: 'says that nothing was there for … when it is empty',
      rm_single_entry: 'finds nobody after the only owner was taken off',
      rm_unique_entry_twice: 'says of a topic taken off twice that it was there once',
      rm_duplicate_entry: 'keeps a topic of two owners until both are taken off',
      rm_common_prefix: 'does not own what two topics have in common',
      rm_common_prefix_entry: 'gives up what two topics have in common when it was a topic too',
      rm_null_entry: 'has an empty topic like any other, which matches everything',
      check_empty: 'finds nobody for … when it is empty',
      check_added_entry: 'with …, whether somebody wants … is …',
      check_common_prefix: 'with …, whether somebody wants … is …',
      check_prefix: 'with …, whether somebody wants … is …',
      check_nonexistent_entry: 'with …, whether somebody wants … is …',
      check_query_longer_than_entry: 'with …, whether somebody wants … is …',
      check_null_entry_added: 'has an empty topic like any other, which matches everything',
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
