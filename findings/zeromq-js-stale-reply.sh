#!/bin/sh
# What receive() of a relaxed and correlated REQ does when the reply to an abandoned request arrives.
#
# Package: zeromq 6.8.0 (npm), with its prebuilt libzmq 4.3.5.
# A good guess: libzmq drops the stale reply, and receive() goes on waiting for the right one, since receiveTimeout is -1.
# What happens: receive() rejects with EAGAIN although no timeout is set. The next receive() gets the right reply. A loop that takes
# EAGAIN for "no answer in time" gives up at once.
# Seen:
#   receiveTimeout -1: rejected EAGAIN
#   the next receive(): b
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts zeromq@6.8.0 >/dev/null 2>&1
cat > case.js <<'JS'
const { Reply, Request } = require('zeromq')

async function main() {
  const reply = new Reply({ linger: 0 })
  const request = new Request({ linger: 0, relaxed: true, correlate: true })
  await reply.bind('tcp://127.0.0.1:*')
  request.connect(reply.lastEndpoint)
  await request.send('1')
  await request.send('2')
  await reply.receive()
  await reply.send('a')
  const waiting = new Promise((resolve) => setTimeout(resolve, 2000, 'still waiting'))
  const received = request.receive().then((message) => `received ${message}`, (error) => `rejected ${error.code}`)
  console.log(`receiveTimeout ${request.receiveTimeout}: ${await Promise.race([received, waiting])}`)
  await reply.receive()
  await reply.send('b')
  console.log(`the next receive(): ${await request.receive()}`)
  process.exit(0)
}

main()
JS
node case.js > seen
cat seen
printf '%s\n' 'receiveTimeout -1: rejected EAGAIN' 'the next receive(): b' | diff - seen
