/** Perl's ZMQ::FFI, over libzmq. */
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['libzmq-ffi-perl', 'libzmq5']
export const version = `perl -MZMQ::FFI -e 'print $ZMQ::FFI::VERSION, ", Perl $^V"'`

const PROGRAM = `use strict; use warnings;
use ZMQ::FFI qw(ZMQ_REP ZMQ_REQ ZMQ_PUSH ZMQ_PULL ZMQ_SUB);
my ($verb, $endpoint) = @ARGV;
$| = 1;
my %types = (reply => ZMQ_REP, request => ZMQ_REQ, push => ZMQ_PUSH, pull => ZMQ_PULL, subscribe => ZMQ_SUB);
my $context = ZMQ::FFI->new();
my $socket = $context->socket($types{$verb});
# It is 0 by default, and what was sent is lost at the end.
$socket->set_linger(-1);
$socket->subscribe('a') if $verb eq 'subscribe';
$socket->connect($endpoint);
if ($verb eq 'reply') {
  for (;;) {
    my @request = $socket->recv_multipart();
    last if @request == 1 && $request[0] eq 'end';
    $socket->send_multipart([@request]);
  }
  print "ok\\n";
} elsif ($verb eq 'request') {
  for my $i (0 .. 9) {
    $socket->send_multipart(["$i", 'x']);
    my @reply = $socket->recv_multipart();
    die "wrong reply" unless "@reply" eq "$i x";
  }
  print "ok 10\\n";
} elsif ($verb eq 'push') {
  $socket->send_multipart(["$_", 'x' x 300]) for 0 .. 999;
  print "ok\\n";
} elsif ($verb eq 'pull') {
  my $n = 0;
  $n++ while (($socket->recv_multipart())[0] ne 'end');
  print "ok $n\\n";
} else {
  my ($n, $ready) = (0, 0);
  for (;;) {
    my $text = ($socket->recv_multipart())[0];
    last if $text eq 'a end';
    if ($text eq 'a') { $n++ } elsif (!$ready++) { print "ready\\n" }
  }
  print "ok $n\\n";
}
`

export const roles = rolesOfBinding((stage) => ['perl', [stage.file('peer.pl', PROGRAM)]])
