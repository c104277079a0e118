/** The text of --help. */

export const usage = `Usage: perf [command] [options]

Compare (each side in processes of its own, in turn, A B A B …; ratios are medians of pairs):
  compare [what …]        all of: throughput latency inproc threads fanout burst proxy curve handshakes actors
                          timers; or those named (default)
  fanout                  PUB to 1, 10 and 100 SUB
  latency                 REQ ↔ REP, p50 and p99, also against bare Node sockets

Measure:
  memory                  resident memory of an idle connection      --connections 5000
  churn                   connect, ask once and close, in turn       --cycles 2000
  load                    time to load the module in a new process   --loads 21
  soak                    a slow subscriber among fast ones          --minutes 10

Run one program of libzmq's by hand (sizes in bytes, endpoints like tcp://127.0.0.1:5555):
  local_thr  <bind-to> <message-size> <message-count>      remote_thr <connect-to> <message-size> <message-count>
  local_lat  <bind-to> <message-size> <roundtrip-count>    remote_lat <connect-to> <message-size> <roundtrip-count>
  inproc_thr <message-size> <message-count>                inproc_lat <message-size> <roundtrip-count>
  proxy_thr  <message-size> <message-count>

Options:
  --library <side>        whose speed is measured: ours (default), owned, addon, c, bare; by hand: ours, owned, addon, bare (*_lat)
  --against <sides>       with whom it is compared, by commas: addon, c, bare, ours, owned, before (default: addon,c and bare for latency)
  --before <folder>       another checkout of tszmq that was built: the side before
  --sizes <bytes>         message sizes of throughput, threads and curve, by commas
                          (default: 10,100,1000,10000,100000, and 32,256,1024,16384 under CURVE)
  --subscribers <n>       how many a fan-out or a burst has, by commas (default: 1,10,100)
  --crypto <names>        our cryptography under CURVE, by commas: wasm, native (default: both, one after the other)
  --pairs <n>             pairs of runs, at least 5 (default: 5)
  --seconds <s>           how long one run should last (default: 1)
  --quick                 runs of a tenth of a second, 500 connections, 200 cycles, 5 loads, half a minute of soak
  --batches               our side sends with trySend() and receives with batches()
  --json <file>           also write all results, with every single value, to a file
  --help                  this text

The sides: ours is tszmq, owned is tszmq with receiveMemory 'owned', addon is zeromq.js, c is a small program of ours
against libzmq (needs cc and zmq.h), bare is plain Node sockets. A side that is not there is named with the reason.
Targets are shown, never enforced.`
