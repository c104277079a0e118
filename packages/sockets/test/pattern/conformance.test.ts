/** The suite of patterns with each pattern that carries messages as they are. REQ, REP and ROUTER have tests of their own. */
import { describePattern } from '@tszmq/testkit'
import type { PatternSubject } from '@tszmq/testkit'
import { DealerPattern } from '../../src/pattern/dealer-pattern.ts'
import { PairPattern } from '../../src/pattern/pair-pattern.ts'
import type { Pattern } from '../../src/pattern/pattern.ts'
import { PubPattern } from '../../src/pattern/pub-pattern.ts'
import { PullPattern } from '../../src/pattern/pull-pattern.ts'
import { PushPattern } from '../../src/pattern/push-pattern.ts'
import { SubPattern } from '../../src/pattern/sub-pattern.ts'
import { RecordHost } from './record-host.ts'

const publisher = {
  noDrop: false,
  invertMatching: false,
  verbosity: null,
  manual: false,
  welcomeMessage: null,
  maxSubscriptionsPerPeer: 10,
}

/** `first` is what each new peer sends before all else. */
function subject(make: (host: RecordHost) => Pattern, first?: Uint8Array): PatternSubject {
  const host = new RecordHost()
  const pattern = make(host)
  return {
    attach(mark) {
      const peer = host.attach(pattern, { mark })
      const write = (message: readonly Uint8Array[]): boolean => {
        const taken = peer.write([...message])
        peer.flush()
        return taken
      }
      if (first !== undefined) write([first])
      return { write, read: () => peer.read(), close: () => peer.close() }
    },
    send: (message) => pattern.send([...message]),
    receive: () => pattern.receive(),
  }
}

const everything = Uint8Array.of(1)

describePattern('PUSH', { sends: 'balance' }, () => subject((host) => new PushPattern(host)))
describePattern('PULL', { receives: 'fair' }, () => subject(() => new PullPattern()))
describePattern('DEALER', { sends: 'balance', receives: 'fair' }, () => subject(() => new DealerPattern({ probeRouter: false })))
describePattern('PAIR', { sends: 'one', receives: 'one' }, () => subject(() => new PairPattern()))
describePattern('PUB', { sends: 'copy' }, () => subject((host) => new PubPattern(host, publisher), everything))
describePattern('SUB', { receives: 'fair' }, () => {
  const made = subject((host) => new SubPattern(host, { invertMatching: false }))
  made.send([everything])
  return made
})
