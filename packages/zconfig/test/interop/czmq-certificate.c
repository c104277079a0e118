/*  Certificates and configuration by CZMQ, for the tests: makes, reads and copies them. Says what it read on stdout. */
#include <czmq.h>

static int make (const char *file)
{
    zcert_t *cert = zcert_new ();
    zcert_set_meta (cert, "name", "%s", "Alice # 1");
    zcert_set_meta (cert, "email", "%s", "alice@example.org");
    int rc = zcert_save (cert, file);
    printf ("%s %s\n", zcert_public_txt (cert), zcert_secret_txt (cert));
    zcert_destroy (&cert);
    return rc;
}

static int read_cert (const char *file)
{
    zcert_t *cert = zcert_load (file);
    if (!cert)
        return 1;
    const char *name = zcert_meta (cert, "name");
    printf ("%s %s %s\n", zcert_public_txt (cert), zcert_secret_txt (cert), name? name: "");
    zcert_destroy (&cert);
    return 0;
}

static int copy (const char *from, const char *to)
{
    zconfig_t *tree = zconfig_load (from);
    if (!tree)
        return 1;
    int rc = zconfig_save (tree, to);
    zconfig_destroy (&tree);
    return rc;
}

static int lookup (const char *directory, const char *key)
{
    zcertstore_t *store = zcertstore_new (directory);
    printf ("%s\n", zcertstore_lookup (store, key)? "known": "unknown");
    zcertstore_destroy (&store);
    return 0;
}

int main (int argc, char **argv)
{
    if (argc == 2 && streq (argv [1], "probe"))
        return 0;
    if (argc == 3 && streq (argv [1], "make"))
        return make (argv [2]);
    if (argc == 3 && streq (argv [1], "read"))
        return read_cert (argv [2]);
    if (argc == 4 && streq (argv [1], "copy"))
        return copy (argv [2], argv [3]);
    if (argc == 4 && streq (argv [1], "lookup"))
        return lookup (argv [2], argv [3]);
    return 2;
}
