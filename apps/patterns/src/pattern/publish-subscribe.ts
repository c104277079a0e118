/** Publish-subscribe (RFC 29): one sends, everybody who subscribed gets a copy. Nobody waits for a slow subscriber. */
import { Subscriber, XPublisher } from 'tszmq'

export async function publishSubscribe(say: (line: string) => void): Promise<void> {
  // An XPUB is a PUB that is told of subscriptions. That lets this program wait for its subscribers: whoever comes late
  // to a publisher misses what was sent before.
  const publisher = new XPublisher()
  const endpoint = await publisher.bind('tcp://127.0.0.1:0')
  say(`publisher    bound to ${endpoint}`)

  // A subscription is a prefix of the first frame. The empty one takes everything.
  const listen = async (name: string, ...topics: string[]): Promise<void> => {
    const subscriber = new Subscriber()
    subscriber.connect(endpoint)
    subscriber.subscribe(...topics)
    for await (const [topic, body] of subscriber) {
      if (String(topic) === 'end') break
      say(`${name} got ${String(topic)}: ${String(body)}`)
    }
    subscriber.close()
  }
  const listening = [listen('weather only', 'weather.', 'end'), listen('everything  ', '')]

  // `01 topic`, once for each topic that is new: 'weather.', 'end' and ''.
  for (let topics = 0; topics < 3; topics++) {
    const [subscription] = await publisher.receive()
    say(`publisher    was asked for ${JSON.stringify(String(subscription?.subarray(1)))}`)
  }

  await publisher.send(['weather.paris', 'sunny, 21 °C'])
  await publisher.send(['sports.chess', 'a draw'])
  await publisher.send(['weather.oslo', 'snow, -4 °C'])
  await publisher.send(['end', ''])

  await Promise.all(listening)
  publisher.close()
}
