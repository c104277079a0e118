/** Condure, an HTTP server in messages: a DEALER for whole requests; a PUSH, a ROUTER and a SUB for streams. */
import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { unpacked, packed } from '../zhttp.mjs'

export const packages = ['condure']
export const version = `condure --version`

const LIMIT = { timeout: 20_000 }

function daemon(stage, port, mode, client) {
  return stage.start('condure', ['--id', 'condure', '--listen', `127.0.0.1:${port},${mode}`, `--zclient-${mode}`, client])
}

const get = (port, path, options = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(LIMIT.timeout), ...options })

/** The first answer to a path; the server may not listen yet. */
async function connected(port, path, options) {
  for (const end = Date.now() + LIMIT.timeout; ;) {
    try {
      return await get(port, path, options)
    } catch (error) {
      if (error.cause?.code !== 'ECONNREFUSED' || Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

export const roles = {
  'its DEALER (mode req), our REP': async ({ Reply }, stage) => {
    const port = await stage.freePort()
    const client = `ipc://${join(stage.folder, 'req')}`
    daemon(stage, port, 'req', client)
    const reply = stage.socket(new Reply())
    reply.connect(client)
    for (let i = 0; i < 10; i++) {
      const response = connected(port, `/${i}`, { method: 'POST', body: `body ${i}` })
      response.catch(() => undefined)
      const request = unpacked((await reply.receive(LIMIT))[0])
      assert.deepEqual([request.method, new URL(request.uri).pathname, request.body], ['POST', `/${i}`, `body ${i}`])
      await reply.send(packed({ id: request.id, code: 200, reason: 'OK', headers: [['X-Number', `${i}`]], body: `answer ${i}` }))
      assert.deepEqual([(await response).headers.get('x-number'), await (await response).text()], [`${i}`, `answer ${i}`])
    }
  },
  'its PUSH, ROUTER and SUB (mode stream), our PULL, DEALER and XPUB': async ({ Dealer, Pull, XPublisher }, stage) => {
    const port = await stage.freePort()
    const client = `ipc://${join(stage.folder, 'stream')}`
    daemon(stage, port, 'stream', client)
    const [pull, dealer, publisher] = [
      stage.socket(new Pull()),
      stage.socket(new Dealer({ routingId: 'ours' })),
      stage.socket(new XPublisher()),
    ]
    const routed = new Promise((resolve) => dealer.events.on('handshake', resolve))
    pull.connect(`${client}-out`)
    dealer.connect(`${client}-out-stream`)
    publisher.connect(`${client}-in`)
    assert.deepEqual(await publisher.receive(LIMIT), [Buffer.from('\x01condure ')])
    await routed
    for (let i = 0; i < 10; i++) {
      const outgoing = httpRequest({ port, host: '127.0.0.1', path: `/${i}`, method: 'POST', headers: { 'content-length': 6 } })
      const response = new Promise((resolve, reject) => outgoing.once('response', resolve).once('error', reject))
      response.catch(() => undefined)
      outgoing.write('one')
      const request = unpacked((await pull.receive(LIMIT))[0])
      assert.deepEqual([request.method, new URL(request.uri).pathname, request.more], ['POST', `/${i}`, true])
      let seq = 0
      const publish = (more) =>
        publisher.send(Buffer.concat([Buffer.from('condure '), packed({ from: 'ours', id: request.id, seq: seq++, ...more })]))
      await publish({ type: 'credit', credits: 1000 })
      outgoing.end('two')
      let body = request.body ?? ''
      for (let more = true; more;) {
        const [empty, frame] = await dealer.receive(LIMIT)
        assert.equal(empty.length, 0)
        const part = unpacked(frame)
        assert.equal(part.from, 'condure')
        // It still gives credits for earlier requests.
        if (part.id !== request.id) continue
        body += part.body ?? ''
        more = part.type !== undefined || part.more === true
      }
      assert.equal(body, 'onetwo')
      await publish({ code: 200, reason: 'OK', headers: [['Content-Length', '8']], body: 'ans', more: true })
      await publish({ body: `wer ${i}` })
      let answer = ''
      for await (const part of await response) answer += part
      assert.equal(answer, `answer ${i}`)
    }
  },
}
