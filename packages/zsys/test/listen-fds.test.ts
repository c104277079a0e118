/** Descriptors from the environment, as systemd describes them. */
import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { listenFds } from '../src/index.ts'

const pid = String(process.pid)

describe('listenFds()', () => {
  it.each([
    ['nothing', {}, []],
    ['one socket', { LISTEN_PID: pid, LISTEN_FDS: '1' }, [{ fd: 3, name: 'unknown' }]],
    [
      'two sockets with names',
      { LISTEN_PID: pid, LISTEN_FDS: '2', LISTEN_FDNAMES: 'data:control' },
      [
        { fd: 3, name: 'data' },
        { fd: 4, name: 'control' },
      ],
    ],
    [
      'fewer names than sockets',
      { LISTEN_PID: pid, LISTEN_FDS: '2', LISTEN_FDNAMES: 'data' },
      [
        { fd: 3, name: 'data' },
        { fd: 4, name: 'unknown' },
      ],
    ],
    ['another process', { LISTEN_PID: '1', LISTEN_FDS: '1' }, []],
    ['no process', { LISTEN_FDS: '1' }, []],
    ['no number', { LISTEN_PID: pid, LISTEN_FDS: 'many' }, []],
    ['a negative number', { LISTEN_PID: pid, LISTEN_FDS: '-1' }, []],
  ])('reads %s', (_what, env, found) => {
    expect(listenFds(env)).toEqual(found)
  })

  it('believes no number beyond what a process has', () => {
    expect(listenFds({ LISTEN_PID: pid, LISTEN_FDS: '99999999999' })).toHaveLength(1024)
  })
})

/** What systemd does when it starts a service: a socket of its own as descriptor 3, and three variables. */
const ACTIVATE = `
import os, socket, sys
listener = socket.create_server(('127.0.0.1', 0))
os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES='data', PORT=str(listener.getsockname()[1]))
os.execv(sys.argv[1], sys.argv[1:])
`

const withPython = spawnSync('python3', ['--version']).status === 0 ? it : it.skip

withPython('serves the socket of a service manager', async () => {
  const dist = (name: string): string => JSON.stringify(join(__dirname, '..', '..', name, 'dist', 'cjs', 'index.js'))
  const program = `
    const { Reply, Request } = require(${dist('sockets')}), { listenFds } = require(${dist('zsys')})
    const [{ fd, name }] = listenFds()
    const reply = new Reply({ useFd: fd }), request = new Request()
    reply.bind('tcp://127.0.0.1:*').then(async (endpoint) => {
      request.connect('tcp://127.0.0.1:' + process.env.PORT)
      await request.send('ping')
      console.log(name, String(await reply.receive()), endpoint === request.lastEndpoint)
    })`
  const printed = await new Promise((resolve) => {
    execFile('python3', ['-c', ACTIVATE, process.execPath, '-e', program], { timeout: 20_000 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
  expect(printed).toBe('data ping true\n')
})
