/** Subscriptions do not count for high-water marks. */
import { Subscriber, XPublisher } from '../../src/index.ts'
import { Stage } from '../stage.ts'

const COUNT = 5000

describe.each(['tcp', 'ipc', 'inproc'] as const)('subscriptions over %s', (transport) => {
  it.each(['before the peers meet', 'after it'])(
    'all arrive when many more than the high-water mark are made at once, %s',
    async (when) => {
      await using stage = new Stage(transport)
      const publisher = stage.make(XPublisher, { receiveHighWaterMark: 10 })
      const subscriber = stage.make(Subscriber, { receiveHighWaterMark: 10 })
      const topics = Array.from({ length: COUNT }, (_, i) => `${i}`.padStart(5, '0'))
      if (when === 'before the peers meet') subscriber.subscribe(...topics)
      await stage.meet(publisher, subscriber)
      if (when === 'after it') subscriber.subscribe(...topics)
      const heard = new Set<string>()
      while (heard.size < COUNT) heard.add(String((await publisher.receive())[0]?.subarray(1)))
      expect([...heard].sort()).toEqual(topics)
    },
  )
})
