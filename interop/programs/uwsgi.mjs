/** uWSGI: its emperor is a PULL of commands, its logger a PUSH; as a handler of Mongrel2 it has a PULL and a PUB. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { encode } from '../tnetstring.mjs'

export const packages = ['uwsgi-core', 'libjansson4']
export const version = `uwsgi-core --version`

const LIMIT = { timeout: 20_000 }

/** A standard input that is a socket would be one that it serves. */
const stdio = ['ignore', 'pipe', 'pipe']

export const roles = {
  'its PULL (emperor) and PUSH (log), our PUSH and PULL': async ({ Pull, Push }, stage) => {
    const [push, pull] = [stage.socket(new Push()), stage.socket(new Pull())]
    const log = await pull.bind('tcp://127.0.0.1:*')
    const emperor = `tcp://127.0.0.1:${await stage.freePort()}`
    push.connect(emperor)
    const program = stage.start(
      'uwsgi-core',
      ['--plugin', 'emperor_zeromq', '--emperor', `zmq://${emperor}`, '--emperor-wrapper', '/usr/bin/uwsgi-core', '--die-on-term'],
      { stdio },
    )
    for (let i = 0; i < 2; i++) {
      const name = `vassal-${i}.ini`
      const config = [
        '[uwsgi]',
        'plugins = logzmq,notfound',
        `log-zeromq = ${log}`,
        'master = true',
        'socket = 127.0.0.1:0',
        `procname-prefix = ${name}`,
        'die-on-term = true',
        '',
      ].join('\n')
      await push.send(['touch', name, config], LIMIT)
      let lines = ''
      while (!lines.includes('spawned uWSGI worker 1')) lines += (await pull.receive(LIMIT))[0]
      const gone = once(pull.events, 'disconnect', { signal: AbortSignal.timeout(LIMIT.timeout) })
      await push.send(['destroy', name], LIMIT)
      await gone
    }
    program.child.kill('SIGTERM')
    assert.equal(await program.ended, 0)
  },
  'its PULL and PUB (handler of Mongrel2), our PUSH and SUB': async ({ Push, Subscriber }, stage) => {
    const [push, subscriber] = [stage.socket(new Push()), stage.socket(new Subscriber())]
    // It sends the headers of a response, and its end, but no body: it takes the number of bytes that zmq_sendmsg() returns for an error.
    const script = stage.file(
      'echo.sh',
      '#!/bin/sh\nprintf "X-Echo: %s %s %s\\r\\n\\r\\nlost" "$REQUEST_METHOD" "$PATH_INFO?$QUERY_STRING" "$(head -c 6)"\n',
      0o755,
    )
    subscriber.subscribe('ours ')
    const [requests, responses] = [await push.bind('tcp://127.0.0.1:*'), await subscriber.bind('tcp://127.0.0.1:*')]
    const connected = once(subscriber.events, 'handshake')
    // Debian's plugin of Mongrel2 is not linked with jansson, whose functions it calls.
    const env = { ...process.env, LD_PRELOAD: 'libjansson.so.4' }
    const args = [
      '--plugin',
      'mongrel2',
      '--plugin',
      '0:cgi',
      '--cgi',
      script,
      '--zeromq',
      `${requests},${responses}`,
      '--master',
      '--die-on-term',
    ]
    const program = stage.start('uwsgi-core', args, { env, stdio })
    await connected
    for (let i = 0; i < 10; i++) {
      const [path, body] = [`/${i}`, `body ${i}`]
      const headers = {
        PATH: path,
        METHOD: 'POST',
        VERSION: 'HTTP/1.1',
        URI: `${path}?x`,
        QUERY: 'x',
        'content-length': `${body.length}`,
        host: 'localhost',
      }
      const text = i % 2 === 0 ? `${JSON.stringify(headers).length}:${JSON.stringify(headers)},` : encode(headers).toString()
      await push.send(`ours ${i} ${path} ${text}${body.length}:${body},`, LIMIT)
      const expected = [`HTTP/1.1 200 OK\r\nX-Echo: POST ${path}?x ${body}\r\n\r\n`, '']
      for (const part of expected) assert.equal(`${(await subscriber.receive(LIMIT))[0]}`, `ours 1:${i}, ${part}`)
    }
    program.child.kill('SIGTERM')
    assert.equal(await program.ended, 0)
  },
}
