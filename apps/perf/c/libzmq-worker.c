/*
 * One worker of a comparison, written against libzmq: the same roles, reports and words as the workers in TypeScript.
 * It reports one JSON object a line on standard output, hears one word a line on standard input, and ends with its
 * parent. Any failure of libzmq ends it with a sentence on standard error.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

static void *context;
static volatile int told_go;
/* Processor time of all threads at that word, and messages sent since. */
static volatile double used_at_go;
static volatile long sent_since_go;

static void fail (const char *what)
{
    fprintf (stderr, "%s: %s\n", what, zmq_strerror (zmq_errno ()));
    exit (1);
}

static void check (int ok, const char *what)
{
    if (!ok)
        fail (what);
}

static double processor_seconds (void)
{
    struct timespec t;
    clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void *listen_to_parent (void *unused)
{
    char word[32];
    (void) unused;
    while (fgets (word, sizeof word, stdin)) {
        if (strcmp (word, "go\n") == 0) {
            used_at_go = processor_seconds ();
            told_go = 1;
        }
        if (strcmp (word, "stop\n") == 0) {
            if (told_go)
                printf ("{\"event\":\"used\",\"messages\":%ld,\"seconds\":%.9f}\n", sent_since_go,
                        processor_seconds () - used_at_go);
            fflush (stdout);
            _exit (0);
        }
    }
    _exit (1);
}

static void in_thread (pthread_t *thread, void *(*body) (void *), void *argument)
{
    if (pthread_create (thread, NULL, body, argument) != 0) {
        fprintf (stderr, "no thread could be started\n");
        exit (1);
    }
}

static double now_us (void)
{
    struct timespec t;
    clock_gettime (CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void *new_socket (int type)
{
    void *socket = zmq_socket (context, type);
    check (socket != NULL, "zmq_socket");
    return socket;
}

/* Keys as Z85, one after the other: a server's secret key, or a client's three. Without any, NULL is spoken. */
static void set_key (void *socket, int option, const char *key)
{
    check (zmq_setsockopt (socket, option, key, strlen (key) + 1) == 0, "a key of CURVE");
}

static void be_curve_server (void *socket, char **keys)
{
    int yes = 1;
    if (keys == NULL)
        return;
    check (zmq_setsockopt (socket, ZMQ_CURVE_SERVER, &yes, sizeof yes) == 0, "ZMQ_CURVE_SERVER");
    set_key (socket, ZMQ_CURVE_SECRETKEY, keys[0]);
}

static void be_curve_client (void *socket, char **keys)
{
    if (keys == NULL)
        return;
    set_key (socket, ZMQ_CURVE_SERVERKEY, keys[0]);
    set_key (socket, ZMQ_CURVE_PUBLICKEY, keys[1]);
    set_key (socket, ZMQ_CURVE_SECRETKEY, keys[2]);
}

static void *bound_socket (int type, const char *endpoint)
{
    void *socket = new_socket (type);
    check (zmq_bind (socket, endpoint) == 0, "zmq_bind");
    return socket;
}

static void *connected_socket (int type, const char *endpoint)
{
    void *socket = new_socket (type);
    check (zmq_connect (socket, endpoint) == 0, "zmq_connect");
    return socket;
}

static void never_drop (void *publisher)
{
    int yes = 1;
    check (zmq_setsockopt (publisher, ZMQ_XPUB_NODROP, &yes, sizeof yes) == 0, "ZMQ_XPUB_NODROP");
}

static const char *endpoint_of (void *socket, char *buffer, size_t length)
{
    check (zmq_getsockopt (socket, ZMQ_LAST_ENDPOINT, buffer, &length) == 0, "ZMQ_LAST_ENDPOINT");
    return buffer;
}

static void report_bound (void *socket)
{
    char endpoint[256];
    printf ("{\"event\":\"bound\",\"endpoint\":\"%s\"}\n", endpoint_of (socket, endpoint, sizeof endpoint));
}

/* Like libzmq's own programs, a new message each time, whose memory is not written to. */
static void send_one (void *socket, size_t size)
{
    zmq_msg_t message;
    check (zmq_msg_init_size (&message, size) == 0, "zmq_msg_init_size");
    check (zmq_msg_send (&message, socket, 0) >= 0, "zmq_msg_send");
}

static void send_all (void *socket, size_t size, long messages)
{
    for (long sent = 0; sent < messages; sent++)
        send_one (socket, size);
}

/* The size of the next message, or -1 when there is none and flags say not to wait. */
static long receive_one (void *socket, int flags)
{
    zmq_msg_t message;
    check (zmq_msg_init (&message) == 0, "zmq_msg_init");
    if (zmq_msg_recv (&message, socket, flags) < 0) {
        check (zmq_errno () == EAGAIN, "zmq_msg_recv");
        return -1;
    }
    long size = (long) zmq_msg_size (&message);
    zmq_msg_close (&message);
    return size;
}

/* Times messages from the last of the warm-up to the last of all. */
struct meter
{
    long size, first, last, received;
    double start, end;
};

static struct meter new_meter (long size, long warmup, long count, long receivers)
{
    struct meter meter = {.size = size};
    meter.first = (warmup > 0 ? warmup : 1) * receivers;
    meter.last = meter.first + count * receivers;
    return meter;
}

static int count_message (struct meter *meter, long size)
{
    if (size != meter->size) {
        fprintf (stderr, "message of %ld bytes instead of %ld\n", size, meter->size);
        exit (1);
    }
    meter->received++;
    if (meter->received == meter->first)
        meter->start = now_us ();
    if (meter->received < meter->last)
        return 0;
    meter->end = now_us ();
    return 1;
}

static void report_throughput (const struct meter *meter)
{
    printf ("{\"event\":\"throughput\",\"messages\":%ld,\"seconds\":%.9f}\n", meter->last - meter->first,
            (meter->end - meter->start) / 1e6);
}

static void receive_all (void *socket, struct meter *meter)
{
    while (!count_message (meter, receive_one (socket, 0)))
        ;
    report_throughput (meter);
}

static void pull (const char *attach, const char *endpoint, long size, long warmup, long count, char **keys)
{
    void *socket = new_socket (ZMQ_PULL);
    be_curve_server (socket, keys);
    if (strcmp (attach, "connect") == 0)
        check (zmq_connect (socket, endpoint) == 0, "zmq_connect");
    else
        check (zmq_bind (socket, endpoint) == 0, "zmq_bind");
    struct meter meter = new_meter (size, warmup, count, 1);
    report_bound (socket);
    receive_all (socket, &meter);
    zmq_close (socket);
}

static void push (const char *endpoint, long size, long messages, char **keys)
{
    void *socket = new_socket (ZMQ_PUSH);
    be_curve_client (socket, keys);
    check (zmq_connect (socket, endpoint) == 0, "zmq_connect");
    send_all (socket, size, messages);
    zmq_close (socket);
}

static void echo (void *socket, long times)
{
    zmq_msg_t message;
    check (zmq_msg_init (&message) == 0, "zmq_msg_init");
    for (long done = 0; done < times; done++) {
        check (zmq_msg_recv (&message, socket, 0) >= 0, "zmq_msg_recv");
        check (zmq_msg_send (&message, socket, 0) >= 0, "zmq_msg_send");
    }
    zmq_msg_close (&message);
}

static int ascending (const void *a, const void *b)
{
    double difference = *(const double *) a - *(const double *) b;
    return (difference > 0) - (difference < 0);
}

static double percentile (const double *sorted, long count, int percent)
{
    long rank = (count * percent + 99) / 100;
    return sorted[rank > 0 ? rank - 1 : 0];
}

static void round_trips (void *socket, long size, long warmup, long count)
{
    double *laps = malloc (sizeof *laps * (size_t) count);
    double sum = 0;
    check (laps != NULL, "malloc");
    for (long lap = 0; lap < warmup + count; lap++) {
        double start = now_us ();
        send_one (socket, (size_t) size);
        long received = receive_one (socket, 0);
        double took = now_us () - start;
        if (received != size) {
            fprintf (stderr, "echo of %ld bytes instead of %ld\n", received, size);
            exit (1);
        }
        if (lap >= warmup) {
            laps[lap - warmup] = took;
            sum += took;
        }
    }
    qsort (laps, (size_t) count, sizeof *laps, ascending);
    printf ("{\"event\":\"latency\",\"roundTrips\":%ld,\"seconds\":%.9f,\"mean\":%.3f,\"p50\":%.3f,\"p99\":%.3f}\n",
            count, sum / 1e6, sum / (double) count, percentile (laps, count, 50), percentile (laps, count, 99));
    free (laps);
}

static void reply (const char *endpoint, long times)
{
    void *socket = bound_socket (ZMQ_REP, endpoint);
    report_bound (socket);
    echo (socket, times);
    zmq_close (socket);
}

static void request (const char *endpoint, long size, long warmup, long count)
{
    void *socket = connected_socket (ZMQ_REQ, endpoint);
    round_trips (socket, size, warmup, count);
    zmq_close (socket);
}

static void no_mark (void *socket, int option)
{
    int none = 0;
    check (zmq_setsockopt (socket, option, &none, sizeof none) == 0, "a high-water mark");
}

/* Runs until told to stop. */
static void publisher (const char *endpoint, long size, long messages, long unlimited)
{
    void *socket = new_socket (ZMQ_PUB);
    never_drop (socket);
    if (unlimited)
        no_mark (socket, ZMQ_SNDHWM);
    check (zmq_bind (socket, endpoint) == 0, "zmq_bind");
    report_bound (socket);
    while (!told_go) {
        send_one (socket, 0);
        usleep (10000);
    }
    send_all (socket, (size_t) size, messages);
    sent_since_go = messages;
    for (;;)
        pause ();
}

/* All subscribers in one thread, as in one event loop; each is emptied before the next poll. */
static void subscribers (const char *endpoint, long number, long size, long warmup, long count, long unlimited)
{
    zmq_pollitem_t *items = calloc ((size_t) number, sizeof *items);
    char *probed = calloc ((size_t) number, 1);
    struct meter meter = new_meter (size, warmup, count, number);
    long deaf = number;
    int done = 0;
    check (items != NULL && probed != NULL, "calloc");
    for (long i = 0; i < number; i++) {
        items[i].socket = new_socket (ZMQ_SUB);
        items[i].events = ZMQ_POLLIN;
        if (unlimited)
            no_mark (items[i].socket, ZMQ_RCVHWM);
        check (zmq_setsockopt (items[i].socket, ZMQ_SUBSCRIBE, "", 0) == 0, "ZMQ_SUBSCRIBE");
        check (zmq_connect (items[i].socket, endpoint) == 0, "zmq_connect");
    }
    while (!done) {
        check (zmq_poll (items, (int) number, -1) >= 0, "zmq_poll");
        for (long i = 0; i < number; i++) {
            long received;
            if (!(items[i].revents & ZMQ_POLLIN))
                continue;
            while (!done && (received = receive_one (items[i].socket, ZMQ_DONTWAIT)) >= 0) {
                if (received > 0) {
                    done = count_message (&meter, received);
                    continue;
                }
                if (!probed[i] && --deaf == 0)
                    printf ("{\"event\":\"subscribed\"}\n");
                probed[i] = 1;
            }
        }
    }
    report_throughput (&meter);
    for (long i = 0; i < number; i++)
        zmq_close (items[i].socket);
    free (items);
    free (probed);
}

struct proxy
{
    void *front, *back;
};

static void *run_proxy (void *argument)
{
    struct proxy *proxy = argument;
    zmq_proxy (proxy->front, proxy->back, NULL);
    return NULL;
}

/* Runs until told to stop. */
static void device (const char *frontend, const char *backend)
{
    char front_endpoint[256], back_endpoint[256];
    struct proxy proxy = {bound_socket (ZMQ_PULL, frontend), bound_socket (ZMQ_PUSH, backend)};
    printf ("{\"event\":\"device\",\"frontend\":\"%s\",\"backend\":\"%s\"}\n",
            endpoint_of (proxy.front, front_endpoint, sizeof front_endpoint),
            endpoint_of (proxy.back, back_endpoint, sizeof back_endpoint));
    run_proxy (&proxy);
}

struct sender
{
    void *socket;
    long size, messages;
};

static void *run_sender (void *argument)
{
    struct sender *sender = argument;
    send_all (sender->socket, (size_t) sender->size, sender->messages);
    zmq_close (sender->socket);
    return NULL;
}

static void inproc_throughput (long size, long warmup, long count)
{
    struct meter meter = new_meter (size, warmup, count, 1);
    void *receiver = bound_socket (ZMQ_PULL, "inproc://throughput");
    struct sender sender = {connected_socket (ZMQ_PUSH, "inproc://throughput"), size, meter.last};
    pthread_t thread;
    in_thread (&thread, run_sender, &sender);
    receive_all (receiver, &meter);
    pthread_join (thread, NULL);
    zmq_close (receiver);
}

struct server
{
    void *socket;
    long times;
};

static void *run_server (void *argument)
{
    struct server *server = argument;
    echo (server->socket, server->times);
    zmq_close (server->socket);
    return NULL;
}

static void inproc_latency (long size, long warmup, long count)
{
    struct server server = {bound_socket (ZMQ_REP, "inproc://latency"), warmup + count};
    void *client = connected_socket (ZMQ_REQ, "inproc://latency");
    pthread_t thread;
    in_thread (&thread, run_server, &server);
    round_trips (client, size, warmup, count);
    pthread_join (thread, NULL);
    zmq_close (client);
}

static void proxy_throughput (long size, long warmup, long count)
{
    struct meter meter = new_meter (size, warmup, count, 1);
    struct proxy proxy = {bound_socket (ZMQ_XSUB, "inproc://frontend"), new_socket (ZMQ_XPUB)};
    pthread_t proxy_thread, sender_thread;
    never_drop (proxy.back);
    check (zmq_bind (proxy.back, "inproc://backend") == 0, "zmq_bind");
    in_thread (&proxy_thread, run_proxy, &proxy);

    void *subscriber = connected_socket (ZMQ_SUB, "inproc://backend");
    check (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, "", 0) == 0, "ZMQ_SUBSCRIBE");
    struct sender sender = {new_socket (ZMQ_XPUB), size, meter.last};
    never_drop (sender.socket);
    check (zmq_connect (sender.socket, "inproc://frontend") == 0, "zmq_connect");
    receive_one (sender.socket, 0); /* the subscription, come all the way through */
    in_thread (&sender_thread, run_sender, &sender);
    receive_all (subscriber, &meter);
    fflush (stdout);
    _exit (0); /* zmq_proxy ends only with its context */
}

#define AT_ONCE 20

static void shake_all (void *server, const char *endpoint, long count, char **keys)
{
    void *clients[AT_ONCE];
    for (long left = count; left > 0; left -= AT_ONCE) {
        int number = left < AT_ONCE ? (int) left : AT_ONCE;
        for (int i = 0; i < number; i++) {
            clients[i] = new_socket (ZMQ_PUSH);
            be_curve_client (clients[i], keys);
            check (zmq_connect (clients[i], endpoint) == 0, "zmq_connect");
            send_one (clients[i], 4);
        }
        for (int i = 0; i < number; i++)
            receive_one (server, 0);
        for (int i = 0; i < number; i++)
            zmq_close (clients[i]);
    }
}

/* Timed by the clock, or by the processor time of all threads where that is more: what one core would need. */
static void handshakes (long warmup, long count, char **keys)
{
    char endpoint[256];
    void *server = new_socket (ZMQ_PULL);
    be_curve_server (server, keys);
    check (zmq_bind (server, "tcp://127.0.0.1:*") == 0, "zmq_bind");
    endpoint_of (server, endpoint, sizeof endpoint);
    shake_all (server, endpoint, warmup, keys + 1);
    double start = now_us (), used = processor_seconds ();
    shake_all (server, endpoint, count, keys + 1);
    double clock = (now_us () - start) / 1e6;
    used = processor_seconds () - used;
    printf ("{\"event\":\"handshakes\",\"count\":%ld,\"seconds\":%.9f}\n", count, clock > used ? clock : used);
    zmq_close (server);
}

int main (int argc, char *argv[])
{
    const char *role = argc > 1 ? argv[1] : "";
    pthread_t listener;
#define IS(name, arguments) (strcmp (role, name) == 0 && argc == (arguments) + 2)
#define NUMBER(i) atol (argv[(i) + 1])
    if (IS ("version", 0)) {
        int major, minor, patch;
        zmq_version (&major, &minor, &patch);
        printf ("%d.%d.%d\n", major, minor, patch);
        return 0;
    }
    setvbuf (stdout, NULL, _IOLBF, 0);
    context = zmq_ctx_new ();
    check (context != NULL, "zmq_ctx_new");
    in_thread (&listener, listen_to_parent, NULL);

    if (IS ("pull", 5) || IS ("pull", 6))
        pull (argv[2], argv[3], NUMBER (3), NUMBER (4), NUMBER (5), argc == 8 ? argv + 7 : NULL);
    else if (IS ("push", 3) || IS ("push", 6))
        push (argv[2], NUMBER (2), NUMBER (3), argc == 8 ? argv + 5 : NULL);
    else if (IS ("handshakes", 6))
        handshakes (NUMBER (1), NUMBER (2), argv + 4);
    else if (IS ("reply", 2))
        reply (argv[2], NUMBER (2));
    else if (IS ("request", 4))
        request (argv[2], NUMBER (2), NUMBER (3), NUMBER (4));
    else if (IS ("publisher", 4))
        publisher (argv[2], NUMBER (2), NUMBER (3), NUMBER (4));
    else if (IS ("subscribers", 6))
        subscribers (argv[2], NUMBER (2), NUMBER (3), NUMBER (4), NUMBER (5), NUMBER (6));
    else if (IS ("device", 2))
        device (argv[2], argv[3]);
    else if (IS ("inproc-throughput", 3))
        inproc_throughput (NUMBER (1), NUMBER (2), NUMBER (3));
    else if (IS ("inproc-latency", 3))
        inproc_latency (NUMBER (1), NUMBER (2), NUMBER (3));
    else if (IS ("proxy-throughput", 3))
        proxy_throughput (NUMBER (1), NUMBER (2), NUMBER (3));
    else {
        fprintf (stderr, "unknown role or wrong number of arguments: %s\n", role);
        return 1;
    }
    zmq_ctx_term (context);
    return 0;
}
