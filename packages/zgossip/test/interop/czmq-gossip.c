/*  A gossip node of CZMQ, for the tests: takes the words of a line on stdin as a command, says on stdout what it sends. */
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

//  Obeys one line: `PUBLISHES n prefix` publishes n tuples, all else goes to the actor as it is.
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
    zactor_destroy (&node);
    return 0;
}
