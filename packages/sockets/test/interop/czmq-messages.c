/*  For the tests: a PAIR of CZMQ that connects to <endpoint> and does what it is told by messages of a word and an argument.
        picture <letter>    receives by that picture, and sends what it understood by it
        binary <letter>     the same by zsock_brecv and zsock_bsend
        pictures, binaries  the same by all letters at once
        encode, decode      a message as a blob (RFC 50), a blob as a message
        zhash, zhashx       a dictionary, unpacked and packed
        signal <status>     sends that signal
        wait                waits for a signal, and sends its status as text
    It ends when its standard input does, and by itself after a minute.  */
#include <czmq.h>

static void echo_picture (zsock_t *sock, const char *picture)
{
    int i = 0;
    uint8_t n1 = 0;
    uint16_t n2 = 0;
    uint32_t n4 = 0;
    uint64_t n8 = 0;
    unsigned u = 0;
    char *s = NULL;
    byte *b = NULL;
    size_t size = 0;
    zchunk_t *c = NULL;
    zframe_t *f = NULL;
    zhashx_t *h = NULL;
    zuuid_t *uuid = NULL;
    zmsg_t *m = NULL;
    switch (*picture) {
        case 'i': zsock_recv (sock, "i", &i); zsock_send (sock, "i", i); break;
        case '1': zsock_recv (sock, "1", &n1); zsock_send (sock, "1", n1); break;
        case '2': zsock_recv (sock, "2", &n2); zsock_send (sock, "2", n2); break;
        case '4': zsock_recv (sock, "4", &n4); zsock_send (sock, "4", n4); break;
        case '8': zsock_recv (sock, "8", &n8); zsock_send (sock, "8", n8); break;
        case 'u': zsock_recv (sock, "u", &u); zsock_send (sock, "u", u); break;
        case 's': zsock_recv (sock, "s", &s); zsock_send (sock, "s", s); break;
        case 'b': zsock_recv (sock, "b", &b, &size); zsock_send (sock, "b", b, size); break;
        case 'c': zsock_recv (sock, "c", &c); zsock_send (sock, "c", c); break;
        case 'f': zsock_recv (sock, "f", &f); zsock_send (sock, "f", f); break;
        case 'h': zsock_recv (sock, "h", &h); zsock_send (sock, "h", h); break;
        case 'U': zsock_recv (sock, "U", &uuid); zsock_send (sock, "U", uuid); break;
        case 'm': zsock_recv (sock, "m", &m); zsock_send (sock, "m", m); break;
        case 'z': if (zsock_recv (sock, "z") == 0) zsock_send (sock, "z"); break;
    }
    free (s);
    free (b);
    zchunk_destroy (&c);
    zframe_destroy (&f);
    zhashx_destroy (&h);
    zuuid_destroy (&uuid);
    zmsg_destroy (&m);
}

static void echo_pictures (zsock_t *sock)
{
    int i;
    uint8_t n1;
    uint16_t n2;
    uint32_t n4;
    uint64_t n8;
    unsigned u;
    char *s;
    byte *b;
    size_t size;
    zchunk_t *c;
    zframe_t *f;
    zhashx_t *h;
    zuuid_t *uuid;
    zmsg_t *m;
    if (zsock_recv (sock, "i1248usbcfhUzm", &i, &n1, &n2, &n4, &n8, &u, &s, &b, &size, &c, &f, &h, &uuid, &m) != 0)
        return;
    zsock_send (sock, "i1248usbcfhUzm", i, n1, n2, n4, n8, u, s, b, size, c, f, h, uuid, m);
    free (s);
    free (b);
    zchunk_destroy (&c);
    zframe_destroy (&f);
    zhashx_destroy (&h);
    zuuid_destroy (&uuid);
    zmsg_destroy (&m);
}

static void echo_binary (zsock_t *sock, const char *picture)
{
    uint8_t n1 = 0;
    uint16_t n2 = 0;
    uint32_t n4 = 0;
    uint64_t n8 = 0;
    char *s = NULL, *S = NULL;
    zchunk_t *c = NULL;
    zframe_t *f = NULL;
    zuuid_t *u = NULL;
    zmsg_t *m = NULL;
    switch (*picture) {
        case '1': zsock_brecv (sock, "1", &n1); zsock_bsend (sock, "1", n1); break;
        case '2': zsock_brecv (sock, "2", &n2); zsock_bsend (sock, "2", n2); break;
        case '4': zsock_brecv (sock, "4", &n4); zsock_bsend (sock, "4", n4); break;
        case '8': zsock_brecv (sock, "8", &n8); zsock_bsend (sock, "8", n8); break;
        case 's': zsock_brecv (sock, "s", &s); zsock_bsend (sock, "s", s); break;
        case 'S': zsock_brecv (sock, "S", &S); zsock_bsend (sock, "S", S); break;
        case 'c': zsock_brecv (sock, "c", &c); zsock_bsend (sock, "c", c); break;
        case 'f': zsock_brecv (sock, "f", &f); zsock_bsend (sock, "f", f); break;
        case 'u': zsock_brecv (sock, "u", &u); zsock_bsend (sock, "u", u); break;
        case 'm': zsock_brecv (sock, "m", &m); zsock_bsend (sock, "m", m); break;
    }
    free (S);
    zchunk_destroy (&c);
    zframe_destroy (&f);
    zuuid_destroy (&u);
    zmsg_destroy (&m);
}

static void echo_binaries (zsock_t *sock)
{
    uint8_t n1;
    uint16_t n2;
    uint32_t n4;
    uint64_t n8;
    char *s, *S;
    zchunk_t *c;
    zframe_t *f;
    zuuid_t *u;
    zmsg_t *m;
    if (zsock_brecv (sock, "1248sScufm", &n1, &n2, &n4, &n8, &s, &S, &c, &u, &f, &m) != 0)
        return;
    zsock_bsend (sock, "1248sScufm", n1, n2, n4, n8, s, S, c, u, f, m);
    free (S);
    zchunk_destroy (&c);
    zframe_destroy (&f);
    zuuid_destroy (&u);
    zmsg_destroy (&m);
}

static void encode (zsock_t *sock)
{
    zmsg_t *msg = zmsg_recv (sock);
    zframe_t *blob = msg ? zmsg_encode (msg) : NULL;
    if (blob)
        zframe_send (&blob, sock, 0);
    zmsg_destroy (&msg);
}

static void decode (zsock_t *sock)
{
    zframe_t *blob = zframe_recv (sock);
    zmsg_t *msg = blob ? zmsg_decode (blob) : NULL;
    zmsg_send (&msg, sock);
    zframe_destroy (&blob);
}

static void repack_zhash (zsock_t *sock)
{
    zframe_t *frame = zframe_recv (sock);
    zhash_t *hash = frame ? zhash_unpack (frame) : NULL;
    zframe_t *again = hash ? zhash_pack (hash) : NULL;
    if (again)
        zframe_send (&again, sock, 0);
    zhash_destroy (&hash);
    zframe_destroy (&frame);
}

static void repack_zhashx (zsock_t *sock)
{
    zframe_t *frame = zframe_recv (sock);
    zhashx_t *hash = frame ? zhashx_unpack (frame) : NULL;
    zframe_t *again = hash ? zhashx_pack (hash) : NULL;
    if (again)
        zframe_send (&again, sock, 0);
    zhashx_destroy (&hash);
    zframe_destroy (&frame);
}

static void follow (zsock_t *sock)
{
    char *word = NULL, *argument = NULL;
    if (zstr_recvx (sock, &word, &argument, NULL) != 2)
        return;
    if (streq (word, "picture"))
        echo_picture (sock, argument);
    else if (streq (word, "pictures"))
        echo_pictures (sock);
    else if (streq (word, "binary"))
        echo_binary (sock, argument);
    else if (streq (word, "binaries"))
        echo_binaries (sock);
    else if (streq (word, "encode"))
        encode (sock);
    else if (streq (word, "decode"))
        decode (sock);
    else if (streq (word, "zhash"))
        repack_zhash (sock);
    else if (streq (word, "zhashx"))
        repack_zhashx (sock);
    else if (streq (word, "signal"))
        zsock_signal (sock, (byte) atoi (argument));
    else if (streq (word, "wait"))
        zstr_sendf (sock, "%d", zsock_wait (sock));
    zstr_free (&word);
    zstr_free (&argument);
}

int main (int argc, char **argv)
{
    if (argc != 2)
        return 2;
    alarm (60);
    zsock_t *sock = zsock_new_pair (NULL);
    zsock_set_rcvtimeo (sock, 10000);
    zsock_connect (sock, "%s", argv [1]);
    zmq_pollitem_t items [] = { { zsock_resolve (sock), 0, ZMQ_POLLIN, 0 }, { NULL, 0, ZMQ_POLLIN, 0 } };
    while (zmq_poll (items, 2, -1) > 0 && !items [1].revents)
        follow (sock);
    zsock_destroy (&sock);
    return 0;
}
