/*  The log of CZMQ, for the tests, one of two. Both end when stdin does.
        czmq-log send <endpoints>    logs each line of stdin: its first letter is the level, the text begins after a blank
        czmq-log listen <endpoints>  subscribes, and prints each message: how many frames, a blank, the first of them  */
#include <czmq.h>

static int send_lines (const char *endpoints)
{
    zsys_set_logstream (NULL);
    zsys_set_logident ("czmq");
    zsys_set_logsender (endpoints);
    puts ("ready");
    fflush (stdout);
    char line [2048];
    while (fgets (line, sizeof line, stdin)) {
        line [strcspn (line, "\n")] = 0;
        switch (line [0]) {
            case 'E': zsys_error ("%s", line + 2); break;
            case 'W': zsys_warning ("%s", line + 2); break;
            case 'N': zsys_notice ("%s", line + 2); break;
            case 'I': zsys_info ("%s", line + 2); break;
            case 'D': zsys_debug ("%s", line + 2); break;
            default: return 2;
        }
    }
    return 0;
}

static int listen_to (const char *endpoints)
{
    zsock_t *sub = zsock_new_sub (endpoints, "");
    assert (sub);
    puts ("ready");
    fflush (stdout);
    int input = STDIN_FILENO;
    zpoller_t *poller = zpoller_new (sub, &input, NULL);
    while (zpoller_wait (poller, -1) == sub) {
        zmsg_t *msg = zmsg_recv (sub);
        char *text = zmsg_popstr (msg);
        printf ("%zu %s\n", zmsg_size (msg) + 1, text);
        fflush (stdout);
        zstr_free (&text);
        zmsg_destroy (&msg);
    }
    zpoller_destroy (&poller);
    zsock_destroy (&sub);
    return 0;
}

int main (int argc, char **argv)
{
    if (argc != 3)
        return 2;
    return streq (argv [1], "send")? send_lines (argv [2]): listen_to (argv [2]);
}
