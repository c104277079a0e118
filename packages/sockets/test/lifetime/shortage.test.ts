/** A process without free file descriptors: its errors, and its attempts to connect. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { RawPeer } from '@tszmq/testkit'
import { Pull } from '../../src/index.ts'

const PACKAGE = join(__dirname, '..', '..', 'dist', 'cjs', 'index.js')

/** Leaves `free` descriptors of 64. */
const FILL = `
  const fs = require('node:fs'), held = []
  const fill = (free) => {
    try { for (;;) held.push(fs.openSync('/dev/null')) } catch { for (; free > 0; free--) fs.closeSync(held.pop()) }
  };`

/** A process that may have 64 files open, and its lines. */
function poor(source: string) {
  const program = `const zmq = require(${JSON.stringify(PACKAGE)}); ${FILL} ${source}`
  const child = spawn('sh', ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 20_000,
  })
  const chunks = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>
  let rest = ''
  return {
    child,
    exit: once(child, 'exit'),
    line: async (): Promise<string> => {
      while (!rest.includes('\n')) rest += String((await chunks.next()).value)
      const line = rest.slice(0, rest.indexOf('\n'))
      rest = rest.slice(line.length + 1)
      return line
    },
  }
}

const onLinux = process.platform === 'linux' ? it : it.skip

onLinux('accept:error tells that a connection took the last descriptor, and those before are served on', async () => {
  const { child, exit, line } = poor(`
    const pull = new zmq.Pull()
    pull.events.on('accept:error', ({ error }) => console.log(error.code, error.message))
    pull.bind('tcp://127.0.0.1:*').then(async (endpoint) => {
      fill(2)
      console.log(endpoint)
      console.log(String(await pull.receive()))
      process.stdin.once('data', () => process.exit())
    })`)
  const endpoint = await line()
  const first = await (await RawPeer.connect(endpoint)).handshake('PUSH')
  const second = await (await RawPeer.connect(endpoint)).handshake('PUSH')
  expect(await line()).toMatch(/^EMFILE cannot accept at tcp:.*: all 64 file descriptors of this process are in use/)
  const third = await RawPeer.connect(endpoint)
  await third.untilClosed()
  await first.write(Buffer.from([0, 5, ...Buffer.from('hello')]))
  expect(await line()).toBe('hello')
  for (const peer of [first, second]) peer.destroy()
  child.stdin.end('.')
  await exit
})

it('a connect() without a descriptor is tried at growing intervals, and succeeds when there is one', async () => {
  await using pull = new Pull()
  const endpoint = await pull.bind('tcp://127.0.0.1:*')
  const { exit, line } = poor(`
    const push = new zmq.Push({ reconnectInterval: 10 })
    const intervals = []
    let code
    push.events.on('close', ({ error }) => { code ??= error?.code })
    push.events.on('connect:retry', ({ interval }) => {
      if (intervals.push(interval) < 6) return
      if (held.length > 0) console.log(code, intervals[5] > 100)
      for (const fd of held.splice(0)) fs.closeSync(fd)
    })
    fill(0)
    push.connect('${endpoint}')
    push.send('hello').then(() => push.close())`)
  expect(await line()).toBe('EMFILE true')
  expect(String((await pull.receive({ timeout: 15_000 }))[0])).toBe('hello')
  await exit
})
