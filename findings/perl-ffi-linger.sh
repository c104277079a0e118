#!/bin/sh
# The linger of a socket that nobody set, in Perl's ZMQ::FFI.
#
# Package: libzmq-ffi-perl 1.18-2 (Debian 12), over libzmq5 4.3.4-6; python3-zmq 24.0.1-4+b1 for comparison.
# A good guess: -1, the default of libzmq: what was sent is written before the context terminates, however long that takes.
# What happens: it is 0, though the program has set nothing; by libzmq's manual such a socket drops what is unsent when it closes. A
# socket of pyzmq over the same library has -1. set_linger(-1) brings the default back.
# Seen: "libzmq 4.3.4, pyzmq: -1", "libzmq 4.3.4, ZMQ::FFI: 0", "libzmq 4.3.4, ZMQ::FFI after set_linger(-1): -1"
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y libzmq-ffi-perl=1.18-2 libzmq5=4.3.4-6 python3-zmq=24.0.1-4+b1 >/dev/null 2>&1
cat > case.pl <<'PL'
use strict;
use warnings;
use ZMQ::FFI;
use ZMQ::FFI::Constants qw(ZMQ_PUSH ZMQ_LINGER);

my $context = ZMQ::FFI->new;
my $version = join '.', $context->version;
my $socket = $context->socket(ZMQ_PUSH);
print "libzmq $version, ZMQ::FFI: ", $socket->get(ZMQ_LINGER, 'int'), "\n";
$socket->set_linger(-1);
print "libzmq $version, ZMQ::FFI after set_linger(-1): ", $socket->get(ZMQ_LINGER, 'int'), "\n";
$socket->close;
PL
cat > case.py <<'PY'
import zmq

print(f'libzmq {zmq.zmq_version()}, pyzmq: {zmq.Context().socket(zmq.PUSH).linger}')
PY
cat > expected <<'TEXT'
libzmq 4.3.4, pyzmq: -1
libzmq 4.3.4, ZMQ::FFI: 0
libzmq 4.3.4, ZMQ::FFI after set_linger(-1): -1
TEXT
/usr/bin/python3 case.py > seen
/usr/bin/perl case.pl >> seen
cat seen
diff expected seen
