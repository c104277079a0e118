/**
 * Pushpin, a proxy that holds HTTP connections open: a PULL and a SUB take what is published, a PUB tells statistics, a ROUTER takes
 * commands; to a backend it is a DEALER, or a PUSH, a ROUTER and a SUB, and binds. Its three processes are started one by one, so that each can be ended.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { decode, encode } from '../tnetstring.mjs'
import { unaddressed, unpacked, packed } from '../zhttp.mjs'

export const packages = ['pushpin', 'condure']
export const version = `pushpin --version`

const LIMIT = { timeout: 20_000 }

/** When a peer is there: without one, Pushpin answers 502 at once. */
const handshake = (socket) => new Promise((resolve) => socket.events.on('handshake', resolve))

async function until(done) {
  for (const end = Date.now() + LIMIT.timeout; !(await done());) {
    assert.ok(Date.now() < end, 'Pushpin has not started')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Starts it; resolves with its endpoints and its HTTP port. `route`: what it does with requests. */
async function proxy(stage, route) {
  const ports = []
  for (let i = 0; i < 6; i++) ports.push(await stage.freePort())
  const [http, pushHttp] = ports
  const [pull, sub, stats, command] = ports.slice(2).map((port) => `tcp://127.0.0.1:${port}`)
  stage.file('routes', `${route}\n*,path_beg=/ready test\n`)
  const config = stage.file(
    'pushpin.conf',
    `[global]
include=/usr/lib/pushpin/internal.conf
rundir=${stage.folder}
ipc_prefix=
[proxy]
routesfile=routes
[handler]
push_in_spec=${pull}
push_in_sub_specs=${sub}
push_in_sub_connect=false
push_in_http_addr=127.0.0.1
push_in_http_port=${pushHttp}
stats_spec=${stats}
command_spec=${command}
message_rate=2500
message_hwm=25000
`,
  )
  const condure = ['--id', 'condure', '--listen', `127.0.0.1:${http},stream`, '--zclient-stream', `ipc://${join(stage.folder, 'condure')}`]
  for (const [name, args] of [
    ['condure', condure],
    ['pushpin-handler', ['--config', config]],
    ['pushpin-proxy', ['--config', config]],
  ]) {
    const program = stage.start(name, args)
    await until(() => /\bstarted$/m.test(program.output))
  }
  // A PUB of the proxy drops until Condure's subscription is there: an answer shows that it is. The test route has no such path.
  await until(
    async () =>
      (await fetch(`http://127.0.0.1:${http}/ready`, { signal: AbortSignal.timeout(500) }).catch(() => undefined))?.status === 404,
  )
  return { http, pull, sub, stats, command }
}

/** A connection that is held open, subscribed to the channel `test`: an async iterator of its texts. */
async function held({ http }) {
  for (const end = Date.now() + LIMIT.timeout; ;) {
    const response = await fetch(`http://127.0.0.1:${http}/stream`, { signal: AbortSignal.timeout(LIMIT.timeout) })
    const texts = response.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
    const { value } = await texts.next()
    if (value === '[stream opened]\n') return texts
    // Its processes have not found one another yet.
    assert.equal(value, 'Accept service unavailable.\n')
    assert.ok(Date.now() < end, value)
  }
}

/** What is published; commands and what is published by `pushpin-publish` have no letter before the tnetstring. */
const item = (text) => ({ channel: 'test', formats: { 'http-stream': { content: text } } })

async function received(texts, expected) {
  let text = ''
  while (text.length < expected.length) text += (await texts.next()).value
  assert.equal(text, expected)
}

const LINES = Array.from({ length: 10 }, (_, i) => `line ${i}\n`)

export const roles = {
  'its PULL, our PUSH': async ({ Push }, stage) => {
    const server = await proxy(stage, '* test')
    const texts = await held(server)
    const push = stage.socket(new Push())
    push.connect(server.pull)
    for (const line of LINES) await push.send(packed(item(line)), LIMIT)
    await received(texts, LINES.join(''))
  },
  'its SUB, our XPUB': async ({ XPublisher }, stage) => {
    const server = await proxy(stage, '* test')
    const publisher = stage.socket(new XPublisher())
    publisher.connect(server.sub)
    const texts = await held(server)
    // It subscribes to a channel when a client does.
    assert.deepEqual(await publisher.receive(LIMIT), [Buffer.from('\x01test')])
    for (const line of LINES) await publisher.send(['test', `J${JSON.stringify(item(line))}`])
    await received(texts, LINES.join(''))
    await texts.return()
  },
  'its PUB of statistics, our SUB': async ({ Subscriber }, stage) => {
    const server = await proxy(stage, '* test')
    const subscriber = stage.socket(new Subscriber())
    subscriber.subscribe('sub ')
    const connected = handshake(subscriber)
    subscriber.connect(server.stats)
    await connected
    await held(server)
    const { to: topic, mode, channel } = unaddressed((await subscriber.receive(LIMIT))[0])
    assert.deepEqual({ topic, mode, channel }, { topic: 'sub', mode: 'stream', channel: 'test' })
  },
  'its ROUTER of commands, our REQ': async ({ Request }, stage) => {
    const server = await proxy(stage, '* test')
    const request = stage.socket(new Request())
    request.connect(server.command)
    for (let i = 0; i < 10; i++) {
      await request.send(encode({ id: `${i}`, method: 'get-zmq-uris', args: {} }), LIMIT)
      const answer = decode((await request.receive(LIMIT))[0])
      assert.deepEqual([answer.id, answer.success, answer.value['publish-pull']], [`${i}`, true, server.pull])
    }
    await request.send(encode({ id: 'last', method: 'nothing', args: {} }), LIMIT)
    const refused = decode((await request.receive(LIMIT))[0])
    assert.deepEqual([refused.id, refused.success], ['last', false])
  },
  'its DEALER (zhttpreq), our REP': async ({ Reply }, stage) => {
    const reply = stage.socket(new Reply())
    const backend = `tcp://127.0.0.1:${await stage.freePort()}`
    const connected = handshake(reply)
    reply.connect(backend)
    const { http } = await proxy(stage, `* zhttpreq/${backend}`)
    await connected
    for (let i = 0; i < 10; i++) {
      const response = fetch(`http://127.0.0.1:${http}/${i}`, {
        method: 'POST',
        body: `body ${i}`,
        signal: AbortSignal.timeout(LIMIT.timeout),
      })
      response.catch(() => undefined)
      const request = unpacked((await reply.receive(LIMIT))[0])
      assert.deepEqual([request.method, new URL(request.uri).pathname, request.body], ['POST', `/${i}`, `body ${i}`])
      await reply.send(packed({ id: request.id, code: 200, reason: 'OK', headers: [['X-Number', `${i}`]], body: `answer ${i}` }))
      assert.deepEqual([(await response).headers.get('x-number'), await (await response).text()], [`${i}`, `answer ${i}`])
    }
  },
  'its PUSH, ROUTER and SUB (zhttp), our PULL, DEALER and XPUB': async ({ Dealer, Pull, XPublisher }, stage) => {
    const base = `ipc://${join(stage.folder, 'backend')}`
    const [pull, dealer, publisher] = [
      stage.socket(new Pull()),
      stage.socket(new Dealer({ routingId: 'ours' })),
      stage.socket(new XPublisher()),
    ]
    const connected = Promise.all([handshake(pull), handshake(dealer)])
    pull.connect(`${base}-out`)
    dealer.connect(`${base}-out-stream`)
    publisher.connect(`${base}-in`)
    const { http } = await proxy(stage, `* zhttp/${base}`)
    const [subscription] = await publisher.receive(LIMIT)
    await connected
    for (let i = 0; i < 10; i++) {
      const body = `${i}`.repeat(500_000)
      const response = fetch(`http://127.0.0.1:${http}/${i}`, { method: 'POST', body, signal: AbortSignal.timeout(LIMIT.timeout) })
      response.catch(() => undefined)
      const request = unpacked((await pull.receive(LIMIT))[0])
      assert.deepEqual([`\x01${request.from} `, request.method, new URL(request.uri).pathname], [`${subscription}`, 'POST', `/${i}`])
      let seq = 0
      const publish = (more) =>
        publisher.send(Buffer.concat([Buffer.from(`${request.from} `), packed({ from: 'ours', id: request.id, seq: seq++, ...more })]))
      await publish({ type: 'credit', credits: body.length })
      let taken = request.body ?? ''
      for (let { more } = request; more;) {
        const part = unpacked((await dealer.receive(LIMIT))[1])
        if (part.id !== request.id) continue
        taken += part.body ?? ''
        more = part.type !== undefined || part.more === true
      }
      assert.ok(taken === body, `${taken.length} bytes`)
      await publish({ code: 200, reason: 'OK', headers: [], body: 'answer ', more: true })
      await publish({ body: `${i}` })
      assert.equal(await (await response).text(), `answer ${i}`)
    }
  },
  'its PUSH (pushpin-publish), our PULL': async ({ Pull }, stage) => {
    const pull = stage.socket(new Pull())
    const endpoint = await pull.bind('tcp://127.0.0.1:*')
    const published = stage.run('pushpin-publish', ['--spec', endpoint, 'test', 'hello'])
    const { channel, formats } = decode((await pull.receive(LIMIT))[0])
    assert.deepEqual([channel, formats['http-stream'].content], ['test', 'hello\n'])
    await published
  },
}
