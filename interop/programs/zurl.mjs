/** Zurl, an HTTP client in messages: a ROUTER for requests; a PULL, a DEALER and a PUB for streams. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { unaddressed, unpacked, packed } from '../zhttp.mjs'

export const packages = ['zurl']
export const version = `zurl --version`

const LIMIT = { timeout: 20_000 }

/** An HTTP server that answers with the body of the request; it ends with the program. */
function echo() {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      response.setHeader('x-path', request.url)
      request.pipe(response)
    })
    server.unref()
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`))
  })
}

async function daemon(stage) {
  const endpoints = {}
  for (const name of ['in', 'in_stream', 'out', 'in_req']) endpoints[name] = `tcp://127.0.0.1:${await stage.freePort()}`
  const lines = Object.entries(endpoints).map(([name, endpoint]) => `${name}_spec=${endpoint}`)
  const config = stage.file('zurl.conf', ['[General]', 'instance_id=zurl', ...lines, 'defpolicy=allow', ''].join('\n'))
  stage.start('zurl', [`--config=${config}`, '--verbose'])
  return endpoints
}

const header = (message, name) => message.headers.find(([key]) => key.toLowerCase() === name)?.[1]

export const roles = {
  'its ROUTER for requests, our REQ': async ({ Request }, stage) => {
    const [site, endpoints] = [await echo(), await daemon(stage)]
    const request = stage.socket(new Request())
    request.connect(endpoints.in_req)
    for (let i = 0; i < 10; i++) {
      const wanted = { id: `${i}`, method: 'POST', uri: `${site}/${i}`, body: `body ${i}` }
      await request.send(i % 2 === 0 ? packed(wanted) : `J${JSON.stringify(wanted)}`, LIMIT)
      const [frame] = await request.receive(LIMIT)
      assert.equal(String.fromCharCode(frame[0]), i % 2 === 0 ? 'T' : 'J')
      const response = unpacked(frame)
      assert.deepEqual([response.id, response.code, response.body, header(response, 'x-path')], [`${i}`, 200, `body ${i}`, `/${i}`])
    }
  },
  'its PULL, DEALER and PUB, our PUSH, ROUTER and SUB': async ({ Push, Router, Subscriber }, stage) => {
    const [site, endpoints] = [await echo(), await daemon(stage)]
    const [push, router, subscriber] = [
      stage.socket(new Push()),
      stage.socket(new Router({ mandatory: true })),
      stage.socket(new Subscriber()),
    ]
    subscriber.subscribe('ours ')
    const subscribed = new Promise((resolve) => subscriber.events.on('handshake', resolve))
    const routed = new Promise((resolve) => router.events.on('handshake', resolve))
    push.connect(endpoints.in)
    router.connect(endpoints.in_stream)
    subscriber.connect(endpoints.out)
    await Promise.all([subscribed, routed])
    for (let i = 0; i < 10; i++) {
      let seq = 0
      const message = (more) => packed({ from: 'ours', id: `${i}`, seq: seq++, ...more })
      await push.send(
        message({
          method: 'POST',
          uri: `${site}/${i}`,
          stream: true,
          credits: 1000,
          more: true,
          headers: [['Content-Length', '9']],
          body: 'one',
        }),
        LIMIT,
      )
      let body = ''
      for (;;) {
        const response = unaddressed((await subscriber.receive(LIMIT))[0])
        assert.deepEqual([response.to, response.id], ['ours', `${i}`])
        assert.notEqual(response.type, 'error', JSON.stringify(response))
        // Each of the next parts goes to the instance that has the first.
        if (seq === 1) {
          await router.send([response.from, '', message({ body: 'two', more: true })], LIMIT)
          await router.send([response.from, '', message({ body: '333' })], LIMIT)
        }
        if (response.code !== undefined) assert.deepEqual([response.code, header(response, 'x-path')], [200, `/${i}`])
        body += response.body ?? ''
        if (response.type === undefined && response.more !== true) break
      }
      assert.equal(body, 'onetwo333')
    }
  },
}
