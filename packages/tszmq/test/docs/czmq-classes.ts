/**
 * The classes of libczmq 4.2.1, and the functions that the headers of each declare, stable ones and drafts. Classes that are drafts as
 * a whole have no list: their headers are not installed.
 */

/** Functions by class, without the prefix: `new` of zsock is zsock_new, and `()` is the function with the name of the class. */
export const CZMQ_CLASSES: Readonly<Record<string, string>> = {
  zactor: 'new destroy send recv is resolve sock test',
  zarmour: `
    new destroy encode decode mode mode_str set_mode pad set_pad pad_char set_pad_char line_breaks set_line_breaks
    line_length set_line_length print test`,
  zauth: '() test',
  zbeacon: '() test',
  zcert: `
    new new_from load destroy public_key secret_key public_txt secret_txt set_meta meta meta_keys save save_public
    save_secret apply dup eq print test`,
  zcertstore: 'new destroy lookup insert print test',
  zchunk: `
    new destroy resize size max_size data set fill append extend consume exhausted read write slurp dup strhex strdup streq
    pack unpack digest fprint print is test`,
  zclock: 'sleep time mono usecs timestr test log',
  zconfig: `
    new load loadf destroy name value put putf get set_name set_value child next locate at_depth execute set_comment
    comments save savef filename reload chunk_load chunk_save str_load str_save has_changed fprint print test`,
  zdigest: 'new destroy update data size string test',
  zdir: 'new destroy path modified cursize count list remove diff resync cache fprint print watch test flatten flatten_free',
  zdir_patch: 'new destroy dup path file op vpath digest_set digest test',
  zfile: `
    new destroy dup filename restat modified cursize is_directory is_regular is_readable is_writeable is_stable has_changed
    remove input output read eof write readln close handle digest test exists size mode delete stable mkdir rmdir
    mode_private mode_default`,
  zframe: `
    new new_empty from recv destroy send size data meta dup strhex strdup streq more set_more eq reset print is test
    recv_nowait fprint`,
  zgossip: '() test',
  zhash: `
    new unpack destroy insert update delete lookup rename freefn size dup keys first next cursor comment pack save load
    refresh autofree test`,
  zhashx: `
    new unpack destroy insert update delete purge lookup rename freefn size keys values first next cursor comment save load
    refresh pack dup set_destructor set_duplicator set_key_destructor set_key_duplicator set_key_comparator set_key_hasher
    dup_v2 test`,
  ziflist: 'new destroy reload size first next address broadcast netmask print test',
  zlist: `
    new destroy first next last head tail item append push pop exists remove dup purge size sort autofree comparefn freefn
    test`,
  zlistx: `
    new destroy add_start add_end size head tail first next prev last item cursor handle_item find detach detach_cur delete
    move_start move_end purge sort insert reorder dup set_destructor set_duplicator set_comparator test`,
  zloop: `
    new destroy reader reader_end reader_set_tolerant poller poller_end poller_set_tolerant timer timer_end ticket
    ticket_reset ticket_delete set_ticket_delay set_max_timers set_verbose set_nonstop start test`,
  zmonitor: '() test',
  zmsg: `
    new recv load decode new_signal destroy send sendm size content_size prepend append pop pushmem addmem pushstr addstr
    pushstrf addstrf popstr addmsg popmsg remove first next last save encode dup print eq signal is test unwrap recv_nowait
    wrap push add fprint`,
  zpoller: 'new destroy add remove set_nonstop wait expired terminated test',
  zproxy: '() test',
  zrex: 'new destroy valid strerror matches eq hits hit fetch test',
  zsock: `
    new new_pub new_sub new_req new_rep new_dealer new_router new_push new_pull new_xpub new_xsub new_pair new_stream
    destroy bind endpoint unbind connect disconnect attach type_str send vsend recv vrecv bsend brecv set_unbounded signal
    wait flush is resolve priority set_priority reconnect_stop set_reconnect_stop set_only_first_subscribe set_hello_msg
    set_disconnect_msg set_wss_trust_system set_wss_hostname set_wss_trust_pem set_wss_cert_pem set_wss_key_pem
    out_batch_size set_out_batch_size in_batch_size set_in_batch_size socks_password set_socks_password socks_username
    set_socks_username set_xpub_manual_last_value router_notify set_router_notify multicast_loop set_multicast_loop metadata
    set_metadata loopback_fastpath set_loopback_fastpath zap_enforce_domain set_zap_enforce_domain gssapi_principal_nametype
    set_gssapi_principal_nametype gssapi_service_principal_nametype set_gssapi_service_principal_nametype bindtodevice
    set_bindtodevice heartbeat_ivl set_heartbeat_ivl heartbeat_ttl set_heartbeat_ttl heartbeat_timeout set_heartbeat_timeout
    use_fd set_use_fd set_xpub_manual set_xpub_welcome_msg set_stream_notify invert_matching set_invert_matching
    set_xpub_verboser connect_timeout set_connect_timeout tcp_maxrt set_tcp_maxrt thread_safe multicast_maxtpdu
    set_multicast_maxtpdu vmci_buffer_size set_vmci_buffer_size vmci_buffer_min_size set_vmci_buffer_min_size
    vmci_buffer_max_size set_vmci_buffer_max_size vmci_connect_timeout set_vmci_connect_timeout tos set_tos
    set_router_handover set_connect_rid set_connect_rid_bin handshake_ivl set_handshake_ivl socks_proxy set_socks_proxy
    set_xpub_nodrop set_router_mandatory set_probe_router set_req_relaxed set_req_correlate set_conflate zap_domain
    set_zap_domain mechanism plain_server set_plain_server plain_username set_plain_username plain_password
    set_plain_password curve_server set_curve_server curve_publickey set_curve_publickey set_curve_publickey_bin
    curve_secretkey set_curve_secretkey set_curve_secretkey_bin curve_serverkey set_curve_serverkey set_curve_serverkey_bin
    gssapi_server set_gssapi_server gssapi_plaintext set_gssapi_plaintext gssapi_principal set_gssapi_principal
    gssapi_service_principal set_gssapi_service_principal ipv6 set_ipv6 immediate set_immediate sndhwm set_sndhwm rcvhwm
    set_rcvhwm maxmsgsize set_maxmsgsize multicast_hops set_multicast_hops set_xpub_verbose tcp_keepalive set_tcp_keepalive
    tcp_keepalive_idle set_tcp_keepalive_idle tcp_keepalive_cnt set_tcp_keepalive_cnt tcp_keepalive_intvl
    set_tcp_keepalive_intvl tcp_accept_filter set_tcp_accept_filter last_endpoint set_router_raw ipv4only set_ipv4only
    set_delay_attach_on_connect hwm set_hwm swap set_swap affinity set_affinity identity set_identity rate set_rate
    recovery_ivl set_recovery_ivl recovery_ivl_msec set_recovery_ivl_msec mcast_loop set_mcast_loop rcvtimeo set_rcvtimeo
    sndtimeo set_sndtimeo sndbuf set_sndbuf rcvbuf set_rcvbuf linger set_linger reconnect_ivl set_reconnect_ivl
    reconnect_ivl_max set_reconnect_ivl_max backlog set_backlog set_subscribe set_unsubscribe type rcvmore fd events test
    new_checked destroy_checked new_pub_checked new_sub_checked new_req_checked new_rep_checked new_dealer_checked
    new_router_checked new_push_checked new_pull_checked new_xpub_checked new_xsub_checked new_pair_checked
    new_stream_checked`,
  zstr: 'recv recvx send sendm sendf sendfm sendx free test recv_nowait',
  zsys: `
    init shutdown socket close sockname create_pipe handler_set handler_reset catch_interrupts file_exists file_modified
    file_mode file_delete file_stable dir_create dir_delete dir_change file_mode_private file_mode_default version sprintf
    vprintf udp_new udp_close udp_send udp_recv socket_error hostname daemonize run_as has_curve set_io_threads
    set_thread_sched_policy set_thread_priority set_thread_name_prefix thread_name_prefix thread_affinity_cpu_add
    thread_affinity_cpu_remove set_max_sockets socket_limit set_max_msgsz max_msgsz set_linger set_sndhwm set_rcvhwm
    set_pipehwm pipehwm set_ipv6 ipv6 set_interface interface set_ipv6_address ipv6_address set_ipv6_mcast_address
    ipv6_mcast_address set_auto_use_fd auto_use_fd set_logident set_logstream set_logsender set_logsystem error warning
    notice info debug test file_size`,
  zuuid: 'new new_from destroy set set_str data size str str_canonical export eq neq dup test',
}

/** Functions that are drafts, of classes that are not. */
export const CZMQ_DRAFTS: Readonly<Record<string, string>> = {
  zactor: 'set_destructor',
  zcert: 'new_from_txt unset_meta',
  zcertstore: 'set_loader empty certs state',
  zchunk: 'frommem packx',
  zconfig: 'dup remove_subtree remove',
  zfile: 'tmp',
  zframe: 'frommem routing_id set_routing_id group set_group print_n',
  zhashx: 'unpack_own pack_own',
  ziflist: 'new_ipv6 reload_ipv6 is_ipv6',
  zlistx: 'unpack pack',
  zmsg: 'routing_id set_routing_id print_n',
  zsock: `
    new_server new_client new_radio new_dish new_gather new_scatter new_dgram routing_id set_routing_id join leave has_in
    new_server_checked new_client_checked new_radio_checked new_dish_checked new_gather_checked new_scatter_checked`,
  zstr: 'recv_compress send_compress sendm_compress str',
  zsys: `
    is_interrupted set_interrupted sprintf_hint set_thread_name_prefix_str thread_name_prefix_str set_zero_copy_recv
    zero_copy_recv set_file_stable_age_msec file_stable_age_msec ipv6_available set_ipv4_mcast_address ipv4_mcast_address
    set_mcast_ttl mcast_ttl zprintf zprintf_error zplprintf zplprintf_error`,
}

export const CZMQ_DRAFT_CLASSES = [
  'zargs',
  'zhttp_client',
  'zhttp_request',
  'zhttp_response',
  'zhttp_server',
  'zhttp_server_options',
  'zosc',
  'zproc',
  'ztimerset',
  'ztrie',
]

/** All of them by their whole names. */
export function czmqFunctions(): string[] {
  return [CZMQ_CLASSES, CZMQ_DRAFTS].flatMap((classes) =>
    Object.entries(classes).flatMap(([name, functions]) =>
      functions
        .trim()
        .split(/\s+/)
        .map((each) => (each === '()' ? name : `${name}_${each}`)),
    ),
  )
}
