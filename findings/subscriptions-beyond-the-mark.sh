#!/bin/sh
# How many of the subscriptions a SUB makes at once arrive at its publisher.
#
# Package: zeromq 6.8.0 (npm), which brings libzmq 4.3.5.
# A good guess: all of them. ZMQ_SNDHWM counts messages, and a SUB sends none; zmq_setsockopt(ZMQ_SUBSCRIBE) returns 0 each time.
# What happens: subscriptions travel in the pipe to the publisher as messages do, and that pipe has the mark of messages, 1000 unless
# it was set. Those that find it full are dropped without an error. The subscriber never gets these topics, and is never told.
# Seen: "subscribed 5000, publisher heard 1000"
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zeromq@6.8.0 >/dev/null
cat > case.js <<'JS'
const { Subscriber, XPublisher, version } = require('zeromq')
;(async () => {
  const publisher = new XPublisher({ receiveTimeout: 2000 })
  await publisher.bind('tcp://127.0.0.1:*')
  const subscriber = new Subscriber()
  subscriber.connect(publisher.lastEndpoint)
  const topics = Array.from({ length: 5000 }, (_, i) => String(i).padStart(5, '0'))
  subscriber.subscribe(...topics)
  let heard = 0
  try {
    for (;;) {
      await publisher.receive()
      heard++
    }
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error
  }
  console.log(`libzmq ${version}: subscribed ${topics.length}, publisher heard ${heard}`)
  process.exitCode = heard === 1000 ? 0 : 1
  subscriber.close()
  publisher.close()
})()
JS
node case.js
