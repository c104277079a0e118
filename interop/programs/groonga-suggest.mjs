/** Groonga's suggestions: its HTTP server publishes what is typed, the learner subscribes to it and publishes what it learned. */
import assert from 'node:assert/strict'
import { decode, encode } from '../msgpack.mjs'

export const packages = ['groonga-plugin-suggest']
export const version = `dpkg-query -W -f='\${Version}' groonga-plugin-suggest`

const LIMIT = { timeout: 20_000 }

const dataset = (stage) => stage.run('groonga-suggest-create-dataset', ['test.db', 'query'])

async function server(stage, options) {
  await dataset(stage)
  const port = await stage.freePort()
  stage.start('groonga-suggest-httpd', ['--disable-max-fd-check', '-t', '1', '-p', `${port}`, ...options, 'test.db'])
  return async (parameters) => {
    const response = await fetch(`http://127.0.0.1:${port}/?${new URLSearchParams(parameters)}`, {
      signal: AbortSignal.timeout(LIMIT.timeout),
    })
    return response.text()
  }
}

/** Asks until the answer is accepted: the server may not listen yet, or not know yet what it was sent. */
async function until(ask, accepted) {
  let answer
  for (const end = Date.now() + LIMIT.timeout; ;) {
    answer = await ask().catch((error) => {
      if (error.cause?.code !== 'ECONNREFUSED') throw error
    })
    if (answer !== undefined && accepted(answer)) return answer
    assert.ok(Date.now() < end, `last answer: ${answer}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const roles = {
  'its PUB (server), our SUB': async ({ Subscriber }, stage) => {
    const subscriber = stage.socket(new Subscriber())
    subscriber.subscribe()
    const get = await server(stage, ['-s', await subscriber.bind('tcp://127.0.0.1:*')])
    const learn = (q, s) => ({ i: 'somebody', l: 'query', s: `${s}`, q, t: 'submit' })
    let first
    const arrived = subscriber.receive(LIMIT).then((received) => (first = received))
    // A PUB drops until the subscription is there.
    await until(
      () => get(learn('first', 1)),
      () => first !== undefined,
    )
    await arrived
    for (let i = 0; i < 10; i++) await get(learn(`text ${i}`, 1000 + i))
    for (let i = 0; i < 10;) {
      const message = decode((await subscriber.receive(LIMIT))[0])
      if (message.q === 'first') continue
      assert.deepEqual(message, { i: 'somebody', q: `text ${i}`, s: 1000 + i, l: 'query', t: true })
      i++
    }
  },
  'its SUB (server), our XPUB': async ({ XPublisher }, stage) => {
    const publisher = stage.socket(new XPublisher())
    const get = await server(stage, ['-r', await publisher.bind('tcp://127.0.0.1:*')])
    assert.deepEqual(await publisher.receive(LIMIT), [Buffer.from([1])])
    for (let i = 0; i < 3; i++)
      await publisher.send(encode({ target: 'item_query', _key: `tszmq ${i}`, last: 1000.5, freq: 1000, freq2: 1000, buzz: 0, boost: 0 }))
    const answer = await until(
      () => get({ n: 'query', t: 'complete', q: 'ts' }),
      (text) => text.includes('tszmq 2'),
    )
    assert.deepEqual(
      JSON.parse(answer)
        .complete.slice(2)
        .map(([key]) => key)
        .sort(),
      ['tszmq 0', 'tszmq 1', 'tszmq 2'],
    )
  },
  'its SUB and PUB (learner), our XPUB and SUB': async ({ Subscriber, XPublisher }, stage) => {
    await dataset(stage)
    const [receiving, sending] = [`tcp://127.0.0.1:${await stage.freePort()}`, `tcp://127.0.0.1:${await stage.freePort()}`]
    const [publisher, subscriber] = [stage.socket(new XPublisher()), stage.socket(new Subscriber())]
    publisher.connect(receiving)
    subscriber.connect(sending)
    subscriber.subscribe()
    stage.start('groonga-suggest-learner', ['-r', receiving, '-s', sending, 'test.db'])
    assert.deepEqual(await publisher.receive(LIMIT), [Buffer.from([1])])
    for (let i = 0; i < 3; i++) await publisher.send(encode({ i: 'somebody', q: 'tszmq', s: 1_000_000 + 1000 * i, l: 'query', t: true }))
    // It sends all that it knows, again and again.
    const end = Date.now() + LIMIT.timeout
    for (;;) {
      const message = decode((await subscriber.receive(LIMIT))[0])
      if (message.target === 'item_query' && message._key === 'tszmq' && message.freq2 === 3) return
      assert.ok(Date.now() < end, `last message: ${JSON.stringify(message)}`)
    }
  },
}
