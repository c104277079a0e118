/*  A beacon of CZMQ, for the tests: says data on a port every 50 ms and hears what begins with a filter. Says its host name on stdout,
    then each beacon, `address data`. Ends when stdin does. */
#include <czmq.h>

int main (int argc, char **argv)
{
    if (argc != 4)
        return 2;
    zactor_t *beacon = zactor_new (zbeacon, NULL);
    assert (beacon);
    zsock_send (beacon, "si", "CONFIGURE", atoi (argv [1]));
    char *hostname = zstr_recv (beacon);
    printf ("%s\n", hostname);
    fflush (stdout);
    zstr_free (&hostname);
    zsock_send (beacon, "sbi", "PUBLISH", argv [2], strlen (argv [2]), 50);
    zsock_send (beacon, "sb", "SUBSCRIBE", argv [3], strlen (argv [3]));

    int input = STDIN_FILENO;
    zpoller_t *poller = zpoller_new (beacon, &input, NULL);
    while (zpoller_wait (poller, -1) == beacon) {
        char *address = NULL, *data = NULL;
        zstr_recvx (beacon, &address, &data, NULL);
        printf ("%s %s\n", address, data);
        fflush (stdout);
        zstr_free (&address);
        zstr_free (&data);
    }
    zpoller_destroy (&poller);
    zactor_destroy (&beacon);
    return 0;
}
