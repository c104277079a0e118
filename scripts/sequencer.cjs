/**
 * The order of the test suites: the longest first, so that no worker is left with one at the end. Jest orders by the durations of earlier
 * runs. A fresh clone has none and would order by the size of the files, and some of the longest suites are among the smallest files.
 */
const { default: Sequencer } = require('@jest/test-sequencer')

/** The suites that take longest, longest first. One that is missing here costs time at the end of a run, nothing else. */
const LONGEST = [
  'sockets/test/interop/zeromq-js.test.ts',
  'tszmq/test/packaging.test.ts',
  'sockets/test/interop/zeromq-js-curve.test.ts',
  'simulator/test/simulation.test.ts',
  'sockets/test/interop/pyzmq.test.ts',
  'sockets/test/attack/protected.test.ts',
  'sockets/test/attack/load.test.ts',
  'sockets/test/pipe/burst.test.ts',
  'sockets/test/interop/pyzmq-curve.test.ts',
  'sockets/test/attack/traffic.test.ts',
  'sockets/test/threads/threads.test.ts',
  'zactor/test/threads/threads.test.ts',
  'sockets/test/attack/handshakes.test.ts',
  'zmtp-codec/test/attack/handshake-mutations.test.ts',
  'sockets/test/lifetime/process.test.ts',
  'sockets/test/attack/protected-traffic.test.ts',
  'sockets/test/attack/lengths.test.ts',
  'tszmq/test/docs/examples.test.ts',
  'sockets/test/interop/zeromq-js-plain.test.ts',
  'sockets/test/interop/pyzmq-plain.test.ts',
  'sockets/test/scenario/pubsub.test.ts',
  'sockets/test/connection/reconnect.test.ts',
  'sockets/test/attack/crowds.test.ts',
]

/** The place of a suite: among the longest, or after them. */
function rank(path) {
  const place = LONGEST.findIndex((suite) => path.replaceAll('\\', '/').endsWith(`packages/${suite}`))
  return place === -1 ? LONGEST.length : place
}

module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests)
    const isMeasured = sorted.some(({ duration }) => duration !== undefined)
    return isMeasured ? sorted : sorted.sort((a, b) => rank(a.path) - rank(b.path))
  }
}
