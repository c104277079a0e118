/*  For the tests: a server and a client of CZMQ with a zmonitor each live through a connection and its end, a third socket through a
    refused one. Each event is said as "who: name value address", the port as PORT. Only START is waited for: a signal for any other
    command would be taken for an event, and said.  */
#include <czmq.h>

static int port;

static zactor_t *monitor (zsock_t *sock)
{
    zactor_t *monitor = zactor_new (zmonitor, sock);
    assert (monitor);
    zsock_set_rcvtimeo (zactor_sock (monitor), 10000);
    zstr_send (monitor, "VERBOSE");
    zstr_sendx (monitor, "LISTEN", "LISTENING", "ACCEPTED", NULL);
    zstr_sendx (monitor, "LISTEN", "ALL", NULL);
    zstr_send (monitor, "START");
    zsock_wait (monitor);
    return monitor;
}

static void say (const char *who, zactor_t *monitor, int count)
{
    char at [64];
    snprintf (at, sizeof at, "tcp://127.0.0.1:%d", port);
    while (count-- > 0) {
        zmsg_t *msg = zmsg_recv (monitor);
        if (!msg)
            exit (1);
        char *name = zmsg_popstr (msg), *value = zmsg_popstr (msg), *address = zmsg_popstr (msg);
        if (!address || zmsg_size (msg) > 0)
            exit (2);
        printf ("%s: %s %s %s\n", who, name, value, streq (address, at) ? "tcp://127.0.0.1:PORT" : address);
        free (name);
        free (value);
        free (address);
        zmsg_destroy (&msg);
    }
    fflush (stdout);
}

int main (void)
{
    zsys_set_logstream (NULL);
    zsock_t *server = zsock_new (ZMQ_DEALER), *client = zsock_new (ZMQ_DEALER), *failing = zsock_new (ZMQ_DEALER);
    zactor_t *servermon = monitor (server), *clientmon = monitor (client), *failmon = monitor (failing);
    port = zsock_bind (server, "tcp://127.0.0.1:*");
    zsock_connect (client, "tcp://127.0.0.1:%d", port);
    say ("server", servermon, 3);
    say ("client", clientmon, 3);
    zactor_destroy (&clientmon);
    zsock_destroy (&client);
    say ("server", servermon, 1);
    zsock_unbind (server, "tcp://127.0.0.1:%d", port);
    say ("server", servermon, 1);
    zsock_set_reconnect_ivl (failing, 10);
    zsock_connect (failing, "tcp://127.0.0.1:%d", port);
    say ("failing", failmon, 3);
    zactor_destroy (&failmon);
    zactor_destroy (&servermon);
    zsock_destroy (&failing);
    zsock_destroy (&server);
    return 0;
}
