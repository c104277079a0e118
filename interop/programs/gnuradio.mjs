/** GNU Radio's blocks of gr-zeromq. A flowgraph doubles the stream that it gets from us and gives it back; messages come back as they are. */
import assert from 'node:assert/strict'
import { python } from '../python.mjs'

export const packages = ['gnuradio', 'python3-numpy']
export const version = `${python} -c 'from gnuradio import gr; print(gr.version())'`

const LIMIT = { timeout: 20_000 }
const ITEMS = 500

const PROGRAM = `import sys
from gnuradio import blocks, gr, zeromq

kind, endpoint = sys.argv[1:]
ANY = 'tcp://127.0.0.1:*'
graph = gr.top_block()
if kind.endswith('-messages'):
    source, sink = {
        'pull-push-messages': (zeromq.pull_msg_source, zeromq.push_msg_sink),
        'sub-pub-messages': (zeromq.sub_msg_source, zeromq.pub_msg_sink),
        'req-rep-messages': (zeromq.req_msg_source, zeromq.rep_msg_sink),
    }[kind]
    source, sink = source(endpoint), sink(ANY)
    graph.msg_connect((source, 'out'), (sink, 'in'))
else:
    source, sink, options = {
        'pull-push': (zeromq.pull_source, zeromq.push_sink, {}),
        'sub-pub': (zeromq.sub_source, zeromq.pub_sink, {'key': 'k'}),
        'req-rep': (zeromq.req_source, zeromq.rep_sink, {}),
    }[kind]
    source, sink = source(gr.sizeof_float, 1, endpoint, **options), sink(gr.sizeof_float, 1, ANY, **options)
    graph.connect(source, blocks.multiply_const_ff(2), sink)
graph.start()
print(sink.last_endpoint(), flush=True)
graph.wait()
`

/** Starts the flowgraph, its source connected to `endpoint`; resolves with the endpoint of its sink. */
async function flowgraph(stage, kind, endpoint) {
  const program = stage.start(python, [stage.file('graph.py', PROGRAM), kind, endpoint], { env: { ...process.env, HOME: stage.folder } })
  for (;;) {
    const printed = /^tcp:\S+/m.exec(program.output)
    if (printed !== null) return printed[0]
    const ended = await Promise.race([program.ended, new Promise((resolve) => program.child.stdout.once('data', () => resolve()))])
    assert.equal(ended, undefined, program.output)
  }
}

const bytes = (numbers) => Buffer.from(Float32Array.from(numbers).buffer)
const numbers = (frame) => [...new Float32Array(Uint8Array.from(frame).buffer)]
const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i)

/** Receives until there are `ITEMS` numbers: the blocks cut a stream as they like. */
async function collect(receive, expected) {
  const received = []
  while (received.length < expected.length) received.push(...(await receive()))
  assert.deepEqual(received, expected)
}

/** A symbol of GNU Radio's polymorphic types, serialized. */
const symbol = (text) => Buffer.concat([Buffer.from([2, 0, text.length]), Buffer.from(text)])

export const roles = {
  'its PULL source and PUSH sink, our PUSH and PULL': async ({ Pull, Push }, stage) => {
    const [push, pull] = [stage.socket(new Push()), stage.socket(new Pull())]
    pull.connect(await flowgraph(stage, 'pull-push', await push.bind('tcp://127.0.0.1:*')))
    for (let i = 0; i < ITEMS; i += 50) await push.send(bytes(range(i, i + 50)), LIMIT)
    await collect(
      async () => numbers((await pull.receive(LIMIT))[0]),
      range(0, ITEMS).map((i) => 2 * i),
    )
  },
  'its SUB source and PUB sink, our XPUB and SUB': async ({ Subscriber, XPublisher }, stage) => {
    const [publisher, subscriber] = [stage.socket(new XPublisher()), stage.socket(new Subscriber())]
    subscriber.subscribe('k')
    subscriber.connect(await flowgraph(stage, 'sub-pub', await publisher.bind('tcp://127.0.0.1:*')))
    assert.deepEqual(await publisher.receive(LIMIT), [Buffer.from('\x01k')])
    const receive = async () => {
      const [key, body] = await subscriber.receive(LIMIT)
      assert.equal(`${key}`, 'k')
      return numbers(body)
    }
    // Its PUB drops until it knows our subscription: zeros are sent until one has come back.
    let first
    const arrived = receive().then((received) => (first = received))
    while (first === undefined) {
      await publisher.send(['k', bytes([0])])
      await publisher.send(['other', bytes([-1])])
      await Promise.race([arrived, new Promise((resolve) => setTimeout(resolve, 20))])
    }
    for (let i = 0; i < ITEMS; i += 50) await publisher.send(['k', bytes(range(i + 1, i + 51))])
    await collect(
      async () => (await receive()).filter((number) => number !== 0),
      range(1, ITEMS + 1).map((i) => 2 * i),
    )
  },
  'its REQ source and REP sink, our REP and REQ': async ({ Reply, Request }, stage) => {
    const [reply, request] = [stage.socket(new Reply()), stage.socket(new Request())]
    request.connect(await flowgraph(stage, 'req-rep', await reply.bind('tcp://127.0.0.1:*')))
    let next = 0
    // A request is the number of items that are wanted, in the order of bytes of its machine.
    const answered = (async () => {
      while (next < ITEMS) {
        const [wanted] = await reply.receive(LIMIT)
        const upTo = Math.min(next + wanted.readUInt32LE(), ITEMS)
        await reply.send(bytes(range(next, upTo)))
        next = upTo
      }
    })()
    const ask = async () => {
      const wanted = Buffer.alloc(4)
      wanted.writeUInt32LE(100)
      await request.send(wanted, LIMIT)
      const received = numbers((await request.receive(LIMIT))[0])
      assert.ok(received.length <= 100, `${received.length} items`)
      return received
    }
    await Promise.all([
      answered,
      collect(
        ask,
        range(0, ITEMS).map((i) => 2 * i),
      ),
    ])
  },
  'its PULL and PUSH of messages, our PUSH and PULL': async ({ Pull, Push }, stage) => {
    const [push, pull] = [stage.socket(new Push()), stage.socket(new Pull())]
    pull.connect(await flowgraph(stage, 'pull-push-messages', await push.bind('tcp://127.0.0.1:*')))
    for (let i = 0; i < 10; i++) await push.send(symbol(`text ${i}`), LIMIT)
    for (let i = 0; i < 10; i++) assert.deepEqual(await pull.receive(LIMIT), [symbol(`text ${i}`)])
  },
  'its SUB and PUB of messages, our XPUB and SUB': async ({ Subscriber, XPublisher }, stage) => {
    const [publisher, subscriber] = [stage.socket(new XPublisher()), stage.socket(new Subscriber())]
    subscriber.subscribe()
    subscriber.connect(await flowgraph(stage, 'sub-pub-messages', await publisher.bind('tcp://127.0.0.1:*')))
    assert.deepEqual(await publisher.receive(LIMIT), [Buffer.from('\x01')])
    let first
    const arrived = subscriber.receive(LIMIT).then((received) => (first = received))
    while (first === undefined) {
      await publisher.send(symbol('first'))
      await Promise.race([arrived, new Promise((resolve) => setTimeout(resolve, 20))])
    }
    for (let i = 0; i < 10; i++) await publisher.send(symbol(`text ${i}`))
    const received = []
    while (received.at(-1) !== 'text 9') received.push(`${(await subscriber.receive(LIMIT))[0].subarray(3)}`)
    assert.deepEqual(
      received.filter((text) => text !== 'first'),
      range(0, 10).map((i) => `text ${i}`),
    )
  },
  'its REQ and REP of messages, our REP and REQ': async ({ Reply, Request }, stage) => {
    const [reply, request] = [stage.socket(new Reply()), stage.socket(new Request())]
    request.connect(await flowgraph(stage, 'req-rep-messages', await reply.bind('tcp://127.0.0.1:*')))
    const one = Buffer.from([1, 0, 0, 0])
    for (let i = 0; i < 10; i++) {
      assert.deepEqual(await reply.receive(LIMIT), [one])
      await reply.send(symbol(`text ${i}`))
      await request.send(one, LIMIT)
      assert.deepEqual(await request.receive(LIMIT), [symbol(`text ${i}`)])
    }
  },
}
