/*  For the tests, one of two. `proxy`: a zproxy of CZMQ with the types and endpoints given, which says "ready" and ends when stdin does.
    Else sockets of CZMQ at both sides of a proxy: each way a number of messages is sent, "done" is said when all came in order.
        czmq-zproxy proxy <front-type> <front-endpoint> <back-type> <back-endpoint>
        czmq-zproxy pipeline <frontend> <backend> <count>
        czmq-zproxy topics <frontend> <backend> <count>
        czmq-zproxy requests <frontend> <backend> <count>  */
#include <czmq.h>

static void say (const char *word)
{
    puts (word);
    fflush (stdout);
}

static void proxy (char **words)
{
    zactor_t *proxy = zactor_new (zproxy, NULL);
    assert (proxy);
    zstr_sendx (proxy, "FRONTEND", words [0], words [1], NULL);
    zsock_wait (proxy);
    zstr_sendx (proxy, "BACKEND", words [2], words [3], NULL);
    zsock_wait (proxy);
    say ("ready");
    while (getchar () != EOF);
    zactor_destroy (&proxy);
}

/*  Every number from 0, before which `before` frames stand. */
static bool count_up (zsock_t *sock, int count, int before)
{
    for (int i = 0; i < count; i++) {
        zmsg_t *msg = zmsg_recv (sock);
        if (!msg)
            return false;
        for (int skip = 0; skip < before; skip++)
            free (zmsg_popstr (msg));
        char *number = zmsg_popstr (msg);
        bool right = number && atoi (number) == i && zmsg_size (msg) == 0;
        free (number);
        zmsg_destroy (&msg);
        if (!right)
            return false;
    }
    return true;
}

static bool pipeline (const char *front, const char *back, int count)
{
    zsock_t *push = zsock_new (ZMQ_PUSH), *pull = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (pull, 10000);
    zsock_connect (push, "%s", front);
    zsock_connect (pull, "%s", back);
    zsock_set_sndhwm (push, 0);
    for (int i = 0; i < count; i++)
        zstr_sendf (push, "%d", i);
    bool right = count_up (pull, count, 0);
    zsock_destroy (&push);
    zsock_destroy (&pull);
    return right;
}

static bool topics (const char *front, const char *back, int count)
{
    zsock_t *pub = zsock_new (ZMQ_XPUB), *sub = zsock_new (ZMQ_SUB);
    zsock_set_rcvtimeo (pub, 10000);
    zsock_set_rcvtimeo (sub, 10000);
    zsock_set_subscribe (sub, "wanted");
    zsock_connect (pub, "%s", front);
    zsock_connect (sub, "%s", back);
    zmsg_t *subscription = zmsg_recv (pub);
    bool right = subscription != NULL && zframe_size (zmsg_first (subscription)) == 7;
    zmsg_destroy (&subscription);
    for (int i = 0; right && i < count; i++) {
        char number [16];
        snprintf (number, sizeof number, "%d", i);
        zstr_sendx (pub, "other", number, NULL);
        zstr_sendx (pub, "wanted", number, NULL);
    }
    right = right && count_up (sub, count, 1);
    zsock_destroy (&pub);
    zsock_destroy (&sub);
    return right;
}

static bool requests (const char *front, const char *back, int count)
{
    zsock_t *req = zsock_new (ZMQ_REQ), *rep = zsock_new (ZMQ_REP);
    zsock_set_rcvtimeo (req, 10000);
    zsock_set_rcvtimeo (rep, 10000);
    zsock_connect (req, "%s", front);
    zsock_connect (rep, "%s", back);
    bool right = true;
    for (int i = 0; right && i < count; i++) {
        zstr_sendf (req, "%d", i);
        char *question = zstr_recv (rep);
        zstr_sendx (rep, "re", question ? question : "", NULL);
        char *re = NULL, *answer = NULL;
        right = question && zstr_recvx (req, &re, &answer, NULL) == 2 && streq (re, "re") && atoi (answer) == i;
        free (question);
        free (re);
        free (answer);
    }
    zsock_destroy (&req);
    zsock_destroy (&rep);
    return right;
}

int main (int argc, char **argv)
{
    if (argc == 6 && streq (argv [1], "proxy")) {
        proxy (argv + 2);
        return 0;
    }
    if (argc != 5)
        return 2;
    int count = atoi (argv [4]);
    bool right = false;
    if (streq (argv [1], "pipeline"))
        right = pipeline (argv [2], argv [3], count);
    else if (streq (argv [1], "topics"))
        right = topics (argv [2], argv [3], count);
    else if (streq (argv [1], "requests"))
        right = requests (argv [2], argv [3], count);
    say (right ? "done" : "wrong");
    return right ? 0 : 1;
}
