/*  A gossip node of CZMQ, for the tests: takes the words of a line on stdin as a command, says on stdout what it sends, and ends with
    stdin. CZMQ of Debian has no CURVE in its node: TUNNEL joins it by plain sockets to one that has. */
#include <czmq.h>

//  Tells one message of the actor in one line. Returns -1 when it is gone.
static int tell (zactor_t *node)
{
    zmsg_t *msg = zactor_recv (node);
    if (!msg)
        return -1;
    for (char *word = zmsg_popstr (msg); word; word = zmsg_popstr (msg)) {
        printf ("%s%s", word, zmsg_size (msg)? " ": "\n");
        zstr_free (&word);
    }
    zmsg_destroy (&msg);
    return 0;
}

//  Joins two sockets, for one connection each, until it is told to end.
static void tunnel (zsock_t *pipe, void *args)
{
    zsock_t **ends = (zsock_t **) args;
    zpoller_t *poller = zpoller_new (pipe, ends [0], ends [1], NULL);
    zsock_signal (pipe, 0);
    for (void *which = zpoller_wait (poller, -1); which && which != pipe; which = zpoller_wait (poller, -1)) {
        zmsg_t *msg = zmsg_recv (which);
        zmsg_send (&msg, which == ends [0]? ends [1]: ends [0]);
    }
    zpoller_destroy (&poller);
    zsock_destroy (&ends [0]);
    zsock_destroy (&ends [1]);
}

static zsock_t *ends [2];
static zactor_t *tunnel_actor = NULL;

//  `TUNNEL SERVER secret public port`: who connects with CURVE is joined to the node, which is bound at the port.
//  `TUNNEL CLIENT secret public endpoint server-key`: the node, which connects to the port told, is joined to a server with CURVE.
static void dig (zmsg_t *msg)
{
    char *side = zmsg_popstr (msg), *secret = zmsg_popstr (msg), *public = zmsg_popstr (msg), *where = zmsg_popstr (msg);
    zsock_t *secure = zsock_new (ZMQ_DEALER), *plain = zsock_new (ZMQ_DEALER);
    zsock_set_curve_secretkey (secure, secret);
    zsock_set_curve_publickey (secure, public);
    int port;
    if (streq (side, "SERVER")) {
        zsock_set_curve_server (secure, 1);
        port = zsock_bind (secure, "tcp://127.0.0.1:*");
        zsock_connect (plain, "tcp://127.0.0.1:%s", where);
    }
    else {
        char *server = zmsg_popstr (msg);
        zsock_set_curve_serverkey (secure, server);
        zsock_connect (secure, "%s", where);
        port = zsock_bind (plain, "tcp://127.0.0.1:*");
        zstr_free (&server);
    }
    ends [0] = secure;
    ends [1] = plain;
    tunnel_actor = zactor_new (tunnel, ends);
    printf ("TUNNEL %d\n", port);
    zstr_free (&side);
    zstr_free (&secret);
    zstr_free (&public);
    zstr_free (&where);
}

//  Obeys one line: `PUBLISHES n prefix` publishes n tuples, `TUNNEL` see there, all else goes to the actor as it is.
static void obey (zactor_t *node, char *line)
{
    zmsg_t *msg = zmsg_new ();
    for (char *word = strtok (line, " \n"); word; word = strtok (NULL, " \n"))
        zmsg_addstr (msg, word);
    char *name = zmsg_popstr (msg);
    if (name && streq (name, "PUBLISHES")) {
        char *count = zmsg_popstr (msg), *prefix = zmsg_popstr (msg);
        for (int i = 0; i < atoi (count); i++) {
            char *key = zsys_sprintf ("%s-%d", prefix, i), *value = zsys_sprintf ("value-%d", i);
            zstr_sendx (node, "PUBLISH", key, value, NULL);
            zstr_free (&key);
            zstr_free (&value);
        }
        zstr_free (&count);
        zstr_free (&prefix);
    }
    else
    if (name && streq (name, "TUNNEL"))
        dig (msg);
    else
    if (name) {
        zmsg_pushstr (msg, name);
        zactor_send (node, &msg);
    }
    zstr_free (&name);
    zmsg_destroy (&msg);
}

int main (void)
{
    setvbuf (stdout, NULL, _IOLBF, 0);
    zsys_set_logstream (stderr);
    zactor_t *node = zactor_new (zgossip, "node");
    int input = fileno (stdin);
    zpoller_t *poller = zpoller_new (node, &input, NULL);
    char line [4096];
    //  stdin has no buffer of its own: what it held would not be seen by the poller.
    setvbuf (stdin, NULL, _IONBF, 0);
    while (!zsys_interrupted) {
        void *which = zpoller_wait (poller, -1);
        if (which == node && tell (node))
            break;
        if (which == &input) {
            if (!fgets (line, sizeof line, stdin))
                break;
            obey (node, line);
        }
    }
    zpoller_destroy (&poller);
    zactor_destroy (&tunnel_actor);
    zactor_destroy (&node);
    return 0;
}
