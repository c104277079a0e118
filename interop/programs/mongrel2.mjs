/** Mongrel2, a web server: a PUSH of requests to handlers, a SUB of their responses, and a REP that is its control port; m2sh is a REQ of that. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { decode, encode } from '../tnetstring.mjs'

export const packages = ['mongrel2-core']
export const version = `m2sh version`

const UUID = 'f400bf85-4538-4f7a-8908-67e313d515c2'
const LIMIT = { timeout: 20_000 }

/** Loads a configuration with one handler; resolves with what it listens at, and a function that starts the server. */
async function configured(stage) {
  const [http, requests, responses] = [await stage.freePort(), await stage.freePort(), await stage.freePort()]
  for (const folder of ['logs', 'run', 'tmp']) mkdirSync(join(stage.folder, folder))
  stage.file(
    'mongrel2.conf',
    `
echo = Handler(send_spec='tcp://127.0.0.1:${requests}', send_ident='interop', recv_spec='tcp://127.0.0.1:${responses}', recv_ident='')
main = Server(uuid="${UUID}", name="main", access_log="/logs/access.log", error_log="/logs/error.log", chroot="./", pid_file="/run/mongrel2.pid",
  default_host="localhost", bind_addr="127.0.0.1", port=${http}, hosts=[Host(name="localhost", routes={'/echo': echo})])
settings = {"server.daemonize": 0}
servers = [main]
`,
  )
  await stage.run('m2sh', ['load', '-config', 'mongrel2.conf', '-db', 'config.sqlite'], { env: { ...process.env, LOGNAME: 'interop' } })
  return {
    http,
    requests: `tcp://127.0.0.1:${requests}`,
    responses: `tcp://127.0.0.1:${responses}`,
    control: `ipc://${join(stage.folder, 'run/control')}`,
    start: () => stage.start('mongrel2', ['config.sqlite', UUID]),
  }
}

/** `UUID ID PATH SIZE:HEADERS,SIZE:BODY,` */
function parse(request) {
  const [, sender, id, path, headers, rest] = /^(\S+) (\d+) (\S+) (\d+):(.*)$/s.exec(request)
  const body = rest.slice(Number(headers) + 1)
  return { sender, id, path, headers: JSON.parse(rest.slice(0, Number(headers))), body: body.slice(body.indexOf(':') + 1, -1) }
}

export const roles = {
  'its PUSH and SUB of a handler, our PULL and XPUB': async ({ Pull, XPublisher }, stage) => {
    const server = await configured(stage)
    const [pull, publisher] = [stage.socket(new Pull()), stage.socket(new XPublisher())]
    pull.connect(server.requests)
    publisher.connect(server.responses)
    server.start()
    assert.deepEqual(await publisher.receive(LIMIT), [Buffer.from([1])])
    for (let i = 0; i < 10; i++) {
      const response = fetch(`http://127.0.0.1:${server.http}/echo?${i}`, {
        method: 'POST',
        body: `body ${i}`,
        signal: AbortSignal.timeout(LIMIT.timeout),
      })
      response.catch(() => undefined)
      let request
      // The end of an earlier connection is a request too, of the method JSON.
      do request = parse(`${(await pull.receive(LIMIT))[0]}`)
      while (request.headers.METHOD === 'JSON')
      assert.deepEqual([request.sender, request.path, request.headers.QUERY, request.body], ['interop', '/echo', `${i}`, `body ${i}`])
      const answer = `answer ${i}`
      await publisher.send(
        `${request.sender} ${request.id.length}:${request.id}, HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`,
      )
      assert.equal(await (await response).text(), answer)
    }
  },
  'its REP (control port), our REQ': async ({ Request }, stage) => {
    const server = await configured(stage)
    const request = stage.socket(new Request({ immediate: true }))
    request.connect(server.control)
    const program = server.start()
    const ask = async (...question) => {
      await request.send(encode(question), LIMIT)
      return decode((await request.receive(LIMIT))[0])
    }
    const tasks = await ask('status', { what: 'tasks' })
    assert.ok(
      tasks.rows.some((row) => row[tasks.headers.indexOf('name')] === 'control'),
      JSON.stringify(tasks),
    )
    assert.equal(typeof (await ask('nothing', {})).error, 'string')
    assert.deepEqual(await ask('terminate', {}), { headers: ['msg'], rows: [['signal sent to server']] })
    assert.equal(await program.ended, 0)
  },
  'its REQ (m2sh), our REP': async ({ Reply }, stage) => {
    const server = await configured(stage)
    const reply = stage.socket(new Reply())
    await reply.bind(server.control)
    const program = stage.start('m2sh', ['control', '-db', 'config.sqlite', '-name', 'main'], {
      env: { ...process.env, LOGNAME: 'interop' },
    })
    program.child.stdin.write('status what=net\n')
    // m2sh sends a NUL after the tnetstring.
    assert.deepEqual(await reply.receive(LIMIT), [Buffer.concat([encode(['status', { what: 'net' }]), Buffer.alloc(1)])])
    await reply.send(encode({ headers: ['answer'], rows: [['of tszmq']] }))
    program.child.stdin.end()
    await program.ended
    assert.match(program.output, /answer:\s+of tszmq/)
  },
}
