#!/usr/bin/env bash
# zeromq 6.8.0 (npm; its prebuilt libzmq says version 4.3.5), a ROUTER with `handover: true` and two live DEALERs of one routing id.
#
# A good guess: the ROUTER closes the older connection (the manual says "the ROUTER socket shall hand-over the connection to the new
# client and disconnect the existing one"), and what the older DEALER had sent before is still received, as with every peer that leaves.
#
# What happens:
# - The older connection stays open on both sides: neither side has a `disconnect` event, and the DEALER goes on sending without an error.
# - A message that had reached the ROUTER before the handover, and was not received yet, is gone.
# - When the newer DEALER has left, the older one does not get its routing id back: a send to it is EHOSTUNREACH with `mandatory`, and
#   nothing that it sends is ever received.
#
# Output seen (Node 20.20, Linux x64):
#   libzmq 4.3.5
#   received after the handover: newer
#   received from the older afterwards: EAGAIN
#   after the newer left, to the routing id: EHOSTUNREACH, from the older: EAGAIN
#   connections lost: older 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent zeromq@6.8.0 >/dev/null 2>&1
cat > handover.cjs <<'JS'
const zmq = require('zeromq')

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const outcome = (call) => call.then((value) => (Array.isArray(value) ? String(value[1]) : 'sent'), (error) => error.code)

async function main() {
  const router = new zmq.Router({ handover: true, mandatory: true, linger: 0, receiveTimeout: 500, sendTimeout: 500 })
  await router.bind('tcp://127.0.0.1:*')
  const dealer = () => {
    const socket = new zmq.Dealer({ routingId: 'same', linger: 0 })
    socket.connect(router.lastEndpoint)
    return socket
  }
  const older = dealer()
  let lost = 0
  older.events.on('disconnect', () => lost++)
  await older.send('hello')
  await router.receive()
  await older.send('before the handover')
  await after(300)
  const newer = dealer()
  await newer.send('newer')
  await after(300)
  const seen = [`libzmq ${zmq.version}`, `received after the handover: ${await outcome(router.receive())}`]
  await older.send('unheard')
  seen.push(`received from the older afterwards: ${await outcome(router.receive())}`)
  newer.close()
  await after(300)
  const to = await outcome(router.send(['same', 'x']))
  await older.send('still unheard')
  seen.push(`after the newer left, to the routing id: ${to}, from the older: ${await outcome(router.receive())}`)
  seen.push(`connections lost: older ${lost}`)
  console.log(seen.join('\n'))
  process.exit(0)
}
main()
JS
cat > expected <<'TEXT'
libzmq 4.3.5
received after the handover: newer
received from the older afterwards: EAGAIN
after the newer left, to the routing id: EHOSTUNREACH, from the older: EAGAIN
connections lost: older 0
TEXT
node handover.cjs | tee seen
diff expected seen
