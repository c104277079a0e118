#!/usr/bin/env bash
# zeromq 6.0.4 (npm; its libzmq is 4.3.5), a PUB and a SUB over tcp, and one subscription of 245 to 256 bytes.
#
# A good guess: the length of a topic does not matter, or there is one limit above which it is refused.
#
# What happens: a subscription of 246 to 255 bytes is accepted by subscribe(), and nothing is ever received for it. One of 245 bytes and one
# of 256 bytes work. libzmq 4.3.4 and 4.3.5 as released write the size of the command SUBSCRIBE in the long form without the flag for it if
# the topic alone has at most 255 bytes and the command has more. The publisher ends the connection each time. zeromq 6.8.0 is mended.
#
# Output seen (Node 20.20, Linux x64):
#   libzmq 4.3.5
#   245 bytes: received
#   246 bytes: nothing
#   255 bytes: nothing
#   256 bytes: received
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent zeromq@6.0.4 >/dev/null 2>&1
cat > subscription.cjs <<'JS'
const zmq = require('zeromq')

async function outcome(length) {
  const topic = 'a'.repeat(length)
  const publisher = new zmq.Publisher({ linger: 0 })
  const subscriber = new zmq.Subscriber({ linger: 0, receiveTimeout: 300 })
  await publisher.bind('tcp://127.0.0.1:*')
  subscriber.connect(publisher.lastEndpoint)
  subscriber.subscribe(topic)
  let result = 'nothing'
  for (let i = 0; i < 6 && result === 'nothing'; i++) {
    await publisher.send(topic)
    await subscriber.receive().then(() => (result = 'received'), () => undefined)
  }
  publisher.close()
  subscriber.close()
  return result
}

async function main() {
  const seen = [`libzmq ${zmq.version}`]
  for (const length of [245, 246, 255, 256]) seen.push(`${length} bytes: ${await outcome(length)}`)
  console.log(seen.join('\n'))
  const expected = ['libzmq 4.3.5', '245 bytes: received', '246 bytes: nothing', '255 bytes: nothing', '256 bytes: received']
  process.exitCode = seen.join('\n') === expected.join('\n') ? 0 : 1
}

main()
JS
node subscription.cjs
