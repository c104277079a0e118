/** Scenarios between threads, each in a process of its own: `node scenarios.mjs <name>` fails by an assertion, or prints `held`. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import * as zmq from '@tszmq/sockets'
import { Thread } from './thread.mjs'

// Ids of threats: docs/threats.md.

const text = (message) => message.map(String)

/** Does `what` again and again until `done` is. */
async function repeated(done, what) {
  let is = false
  const over = () => (is = true)
  done.then(over, over)
  for (; !is; await turn()) await what()
}

async function until(condition) {
  while (!(await condition())) await turn()
}

/** Both ends exchange messages, whichever binds and whichever comes first. */
async function meet(here, there, talk, { options = {}, prepare } = {}) {
  let names = 0
  for (const binds of ['here', 'there']) {
    for (const first of ['bind', 'connect']) {
      const thread = new Thread()
      const endpoint = `inproc://meet-${++names}`
      const socket = new zmq[here]({ linger: 0, ...options.here })
      const other = await thread.open('other', there, options.there)
      const steps = {
        bind: () => (binds === 'here' ? socket.bind(endpoint) : other.bind({ endpoint })),
        connect: () => (binds === 'here' ? other.connect({ endpoint }) : socket.connect(endpoint)),
      }
      await prepare?.(socket, other)
      await steps[first]()
      await steps[first === 'bind' ? 'connect' : 'bind']()
      await until(async () => socket.peers.some(({ connected }) => connected) && (await other.peers()) === 1)
      await talk(socket, other)
      await other.close()
      await socket[Symbol.asyncDispose]()
      await thread.kill()
    }
  }
}

/** A program of one page, for a thread of its own. */
function asUrl(program) {
  const whole = program.replace("'@tszmq/sockets'", JSON.stringify(import.meta.resolve('@tszmq/sockets')))
  return new URL(`data:text/javascript,${encodeURIComponent(whole)}`)
}

const SCENARIOS = {
  PUSH: () =>
    meet('Push', 'Pull', async (push, pull) => {
      await push.send(['a', '', 'c'])
      assert.deepEqual(await pull.receive(), ['a', '', 'c'])
    }),
  PULL: () =>
    meet('Pull', 'Push', async (pull, push) => {
      await push.send({ message: ['a', '', 'c'] })
      assert.deepEqual(text(await pull.receive()), ['a', '', 'c'])
    }),
  REQ: () =>
    meet('Request', 'Reply', async (req, rep) => {
      await rep.echo()
      for (let i = 0; i < 100; i++) {
        await req.send(['question', String(i)])
        assert.deepEqual(text(await req.receive()), ['question', String(i)])
      }
    }),
  REP: () =>
    meet('Reply', 'Request', async (rep, req) => {
      for (let i = 0; i < 100; i++) {
        await req.send({ message: ['question', String(i)] })
        assert.deepEqual(text(await rep.receive()), ['question', String(i)])
        await rep.send(['answer', String(i)])
        assert.deepEqual(await req.receive(), ['answer', String(i)])
      }
    }),
  DEALER: () =>
    meet(
      'Dealer',
      'Router',
      async (dealer, router) => {
        await dealer.send(['', 'hello'])
        assert.deepEqual(await router.receive(), ['joe', '', 'hello'])
        await router.send({ message: ['joe', '', 'you'] })
        assert.deepEqual(text(await dealer.receive()), ['', 'you'])
      },
      { options: { here: { routingId: 'joe' } } },
    ),
  'DEALER beside DEALER': () =>
    meet('Dealer', 'Dealer', async (dealer, other) => {
      for (let i = 0; i < 100; i++) await dealer.send(['a', String(i)])
      for (let i = 0; i < 100; i++) await other.send({ message: ['b', String(i)] })
      for (let i = 0; i < 100; i++) {
        assert.deepEqual(await other.receive(), ['a', String(i)])
        assert.deepEqual(text(await dealer.receive()), ['b', String(i)])
      }
    }),
  ROUTER: () =>
    meet(
      'Router',
      'Dealer',
      async (router, dealer) => {
        await dealer.send({ message: ['hello'] })
        assert.deepEqual(text(await router.receive()), ['joe', 'hello'])
        await router.send(['joe', 'you'])
        assert.deepEqual(await dealer.receive(), ['you'])
      },
      { options: { there: { routingId: 'joe' } } },
    ),
  PUB: () =>
    meet(
      'Publisher',
      'Subscriber',
      async (pub, sub) => {
        const received = sub.receive()
        // A PUB does not know when it was subscribed to.
        await repeated(received, async () => {
          await pub.send(['olds', '1'])
          await pub.send(['news', '2'])
        })
        assert.deepEqual(await received, ['news', '2'])
      },
      { prepare: (_pub, sub) => sub.subscribe({ topic: 'news' }) },
    ),
  XSUB: () =>
    meet(
      'XSubscriber',
      'Publisher',
      async (xsub, pub) => {
        const received = xsub.receive({ timeout: 5000 })
        await repeated(received, async () => {
          await pub.send({ message: ['olds', '1'] })
          await pub.send({ message: ['news', '2'] })
        })
        assert.deepEqual(text(await received), ['news', '2'])
      },
      { prepare: (xsub) => xsub.send('\x01news') },
    ),
  'XSUB beside XPUB': () =>
    meet(
      'XPublisher',
      'XSubscriber',
      async (xpub, xsub) => {
        assert.deepEqual(text(await xpub.receive()), ['\x01news'])
        await xpub.send(['news', '1'])
        assert.deepEqual(await xsub.receive(), ['news', '1'])
        await xsub.send({ message: '\x00news' })
        assert.deepEqual(text(await xpub.receive()), ['\x00news'])
      },
      { prepare: (_xpub, xsub) => xsub.send({ message: '\x01news' }) },
    ),
  XPUB: () =>
    meet(
      'XPublisher',
      'Subscriber',
      async (pub, sub) => {
        assert.deepEqual(text(await pub.receive()), ['\x01news'])
        await pub.send(['olds', '1'])
        await pub.send(['news', '2'])
        assert.deepEqual(await sub.receive(), ['news', '2'])
      },
      { prepare: (_pub, sub) => sub.subscribe({ topic: 'news' }) },
    ),
  SUB: () =>
    meet(
      'Subscriber',
      'XPublisher',
      async (sub, pub) => {
        assert.deepEqual(await pub.receive(), ['\x01news'])
        await pub.send({ message: ['news', '2'] })
        assert.deepEqual(text(await sub.receive()), ['news', '2'])
      },
      { prepare: (sub) => sub.subscribe('news') },
    ),
  PAIR: () =>
    meet('Pair', 'Pair', async (pair, other) => {
      await pair.send('ping')
      assert.deepEqual(await other.receive(), ['ping'])
      await other.send({ message: 'pong' })
      assert.deepEqual(text(await pair.receive()), ['pong'])
    }),

  /** Frames larger than the ring, beside small ones and empty ones. */
  large: () =>
    meet('Push', 'Pull', async (push, pull) => {
      const sizes = [0, 1, 65_535, 65_536, 262_143, 262_144, 262_145, 1 << 24]
      const frames = sizes.map((size) => Buffer.alloc(size, 3))
      const weighed = pull.weigh()
      await push.send(frames)
      assert.deepEqual(
        await weighed,
        sizes.map((size) => [size, size * 3]),
      )
    }),

  /** Messages of all sizes in one stream, more than may be under way at once: what is copied and what is moved keeps its order. */
  moved: () =>
    meet('Push', 'Pull', async (push, pull) => {
      const sizes = [1, 131_071, 131_072, 10, 300_000, 300_000, 0, 1 << 20, 2, 5_000_000, 131_073]
      const frames = sizes.map((size, i) => Buffer.alloc(size, i))
      for (let round = 0; round < 20; round++) {
        const weighed = pull.weigh()
        await push.send(frames)
        assert.deepEqual(
          await weighed,
          sizes.map((size, i) => [size, size * i]),
        )
      }
      assert.ok(
        frames.every((frame, i) => frame.length === sizes[i]),
        'the sender keeps what it sent',
      )
    }),

  /** A large frame in shared memory is not copied: both threads have it. */
  shared: () =>
    meet('Pair', 'Pair', async (near, far) => {
      const memory = new SharedArrayBuffer(1 << 20)
      await near.send(Buffer.from(memory, 1000, 500_000).fill('a'))
      await far.scribble({ text: 'z' })
      assert.equal(Buffer.from(memory, 1000, 500_000).toString(), 'z'.repeat(500_000))
      assert.equal(Buffer.from(memory, 0, 1000).toString('latin1'), '\0'.repeat(1000))
    }),

  /** Nothing is lost or out of order, in pieces of any size. */
  flood: () =>
    meet('Pull', 'Push', async (pull, push) => {
      const count = 100_000
      const flooding = push.flood({ count, size: 100 })
      for (let i = 0; i < count; i++) assert.equal((await pull.receive())[0].readUInt32LE(), i)
      await flooding
    }),

  /** High-water marks hold between threads: a peer that does not read gets no more than the queues and the ring can hold. */
  marks: async () => {
    const thread = new Thread()
    const pull = new zmq.Pull({ receiveHighWaterMark: 10 })
    await pull.bind('inproc://marks')
    const push = await thread.open('push', 'Push', { sendHighWaterMark: 10 })
    await push.connect({ endpoint: 'inproc://marks' })
    await until(() => pull.peers.length === 1)
    const message = 'x'.repeat(10_000)
    let sent = 0
    for (let full = false; !full;) {
      full = !(await push.trySend({ message }))
      if (!full) sent++
      // What is in the ring may still be on its way.
      else for (let i = 0; i < 100 && full; i++, await turn()) if (await push.trySend({ message })) (sent++, (full = false))
    }
    assert.ok(sent >= 20 && sent < 20 + (2 * (262_144 + 2 * 65_536)) / 10_000, `${sent} messages of 10,000 bytes were taken`)
    for (let i = 0; i < sent; i++) await pull.receive()
    await push.send({ message: 'after' })
    assert.deepEqual(text(await pull.receive()), ['after'])
    pull.close()
    await thread.kill()
  },

  /** What was sent before a close arrives, and then the other side knows. */
  close: async () => {
    const thread = new Thread()
    const pull = new zmq.Pull()
    await pull.bind('inproc://close')
    const push = await thread.open('push', 'Push', { linger: -1 })
    await push.connect({ endpoint: 'inproc://close' })
    const flooding = push.flood({ count: 5000, size: 1000 })
    const closed = flooding.then(() => push.close())
    for (let i = 0; i < 5000; i++) assert.equal((await pull.receive())[0].readUInt32LE(), i)
    await closed
    await until(() => pull.peers.length === 0)
    pull.close()
    await thread.kill()
  },

  /** A socket that binds the name again is found by sockets that were not connected yet. */
  rebind: async () => {
    const thread = new Thread()
    const [one, two] = [await thread.open('one', 'Reply'), await thread.open('two', 'Reply')]
    await one.bind({ endpoint: 'inproc://again' })
    await one.unbind({ endpoint: 'inproc://again' })
    const req = new zmq.Request({ linger: 0 })
    req.connect('inproc://again')
    await two.bind({ endpoint: 'inproc://again' })
    await two.echo()
    await req.send('q')
    assert.deepEqual(text(await req.receive({ timeout: 5000 })), ['q'])
    req.close()
    await thread.kill()
  },

  /** A name of this thread is nearer than that of another. */
  nearest: async () => {
    const thread = new Thread()
    const far = await thread.open('far', 'Pull')
    await far.bind({ endpoint: 'inproc://near' })
    const near = new zmq.Pull()
    await near.bind('inproc://near')
    const push = new zmq.Push()
    push.connect('inproc://near')
    await push.send('x')
    assert.deepEqual(text(await near.receive({ timeout: 1000 })), ['x'])
    push.close()
    near.close()
    await thread.kill()
  },

  /** One name in two threads belongs to the first. The other emits bind:error, and has the name within its thread. */
  disputed: async () => {
    const endpoint = 'inproc://disputed'
    const [one, two, three] = [new Thread(), new Thread(), new Thread()]
    const first = await one.open('pull', 'Pull')
    await first.bind({ endpoint })
    const second = await two.open('pull', 'Pull')
    const refused = second.events({ type: 'bind:error' })
    await second.bind({ endpoint })
    assert.equal(
      await refused,
      `EADDRINUSE ${endpoint} was bound by another thread before: only sockets of this thread can connect to this one`,
    )
    const here = new zmq.Pull()
    const told = new Promise((resolve) => here.events.on('bind:error', ({ error }) => resolve(error.code)))
    await here.bind(endpoint)
    assert.equal(await told, 'EADDRINUSE', 'the thread that starts others learns it too')
    for (const [thread, reached] of [
      [three, first],
      [two, second],
    ]) {
      const push = await thread.open('push', 'Push')
      await push.connect({ endpoint })
      await push.send({ message: 'x' })
      assert.deepEqual(await reached.receive({}), ['x'])
    }
    here.close()
    for (const thread of [one, two, three]) await thread.kill()
  },

  /** Two threads, neither of which started the other. */
  siblings: async () => {
    const [one, two] = [new Thread(), new Thread()]
    const rep = await one.open('rep', 'Reply')
    await rep.bind({ endpoint: 'inproc://siblings' })
    await rep.echo()
    const req = await two.open('req', 'Request')
    await req.connect({ endpoint: 'inproc://siblings' })
    await req.send({ message: 'sister' })
    assert.deepEqual(await req.receive(), ['sister'])
    await one.kill()
    await two.kill()
  },

  /**
   * R16: threads that are ended while they send leave their peers as if they had closed, and nothing behind. What has come of their
   * messages is whole, in order and without a gap, whether it was copied or moved.
   */
  deaths: async (count = '20') => {
    const pull = new zmq.Pull({ linger: 0, receiveHighWaterMark: 20 })
    await pull.bind('inproc://deaths')
    const [sizes, next] = [[[1000], [10, 200_000], [300_000], [1 << 20, 10], [131_072, 5, 131_071], [5_000_000]], []]
    let received = 0
    let awaited = { count: 0, arrived: () => undefined }
    const arrival = (count) => new Promise((arrived) => (awaited = { count, arrived }))
    let hear
    const heard = new Promise((resolve) => (hear = resolve))
    const receiving = (async () => {
      for await (const [head, body, tail, ...more] of pull) {
        if (String(head) === 'alive') hear()
        else check(head.readUInt32LE(), head.readUInt32LE(4), body, tail, more)
        if (++received === awaited.count) awaited.arrived()
      }
    })()
    const check = (id, i, body, tail, more) => {
      assert.equal(i, next[id]++)
      const size = sizes[id % sizes.length][i % sizes[id % sizes.length].length]
      assert.ok(body.equals(Buffer.alloc(size, i & 255)), `message ${i} of thread ${id}`)
      assert.deepEqual([String(tail), more], ['end', []])
    }
    for (let id = 0; id < Number(count); id++) {
      next[id] = 0
      const thread = new Thread()
      const push = await thread.open('push', 'Push', { sendHighWaterMark: 5 })
      await push.connect({ endpoint: 'inproc://deaths' })
      const some = arrival(received + 5 + (id % 20))
      push.floodInParts({ number: id, sizes: sizes[id % sizes.length] }).catch(() => undefined)
      await Promise.race([receiving, some])
      await thread.kill()
      await Promise.race([receiving, until(() => pull.peers.length === 0)])
    }
    const survivor = new zmq.Push({ linger: 0 })
    survivor.connect('inproc://deaths')
    await survivor.send('alive')
    await heard
    survivor.close()
    await pull[Symbol.asyncDispose]()
    await receiving
  },

  /**
   * R17 between threads: many pairs at once, half of them connected before the name is bound, each with its own messages both ways; and
   * the context of one side is terminated while all of them send.
   */
  pairs: async (count = '50') => {
    const { context } = zmq
    context.maxSockets = Number(count) + 10
    const thread = new Thread()
    const numbers = Array.from({ length: Number(count) }, (_, i) => i)
    const bindsThere = (i) => i % 4 < 2
    const open = (i) => {
      const pair = new zmq.Pair({ linger: 0 })
      if (bindsThere(i)) pair.connect(`inproc://pair-${i}`)
      else pair.bindSync(`inproc://pair-${i}`)
      return pair
    }
    const pairs = numbers.map((i) => (i % 2 === 0 ? open(i) : undefined))
    await thread.do('openPairs', { numbers, bound: numbers.filter(bindsThere) })
    for (const i of numbers) pairs[i] ??= open(i)
    await Promise.all(
      pairs.map(async (pair, i) => {
        for (const word of ['one', 'two']) {
          await pair.send([String(i), word])
          assert.deepEqual(text(await pair.receive()), ['echo', String(i), word])
        }
      }),
    )
    let echoes = 0
    const ends = pairs.map(async (pair) => {
      for (let sent = 0; sent < 100; sent++) await pair.send('on and on')
      for (; ; echoes++) await pair.receive()
    })
    // As soon as the first echo has come, while the others are under way.
    await until(() => echoes > 0)
    context.terminate()
    for (const { reason } of await Promise.allSettled(ends)) assert.ok(['EAGAIN', 'EBADF', 'ETERM'].includes(reason.code), reason.code)
    assert.ok(pairs.every(({ closed }) => closed))
    await until(async () => (await thread.do('pairsWithPeers')) === 0)
    const [near, far] = [await thread.open('near', 'Pair'), await thread.open('far', 'Pair')]
    await far.bind({ endpoint: 'inproc://after' })
    await near.connect({ endpoint: 'inproc://after' })
    await near.send({ message: 'still there' })
    assert.deepEqual(await far.receive(), ['still there'])
    await thread.kill()
  },

  /** Who is connected to a thread that dies hears it by events, and goes on with others. */
  orphan: async () => {
    const thread = new Thread()
    const rep = await thread.open('rep', 'Reply')
    await rep.bind({ endpoint: 'inproc://orphan' })
    await rep.echo()
    const req = new zmq.Request({ linger: 0 })
    const gone = new Promise((resolve) => req.events.on('disconnect', resolve))
    req.connect('inproc://orphan')
    await req.send('q')
    assert.deepEqual(text(await req.receive()), ['q'])
    await thread.kill()
    const { address, error } = await gone
    assert.equal(address, 'inproc://orphan')
    assert.equal(error.code, 'ECONNRESET')
    assert.equal(req.peers.length, 0)
    req.close()
  },

  /** Who never uses inproc has no channel open, and no listener. */
  untouched: async () => {
    const thread = new Thread()
    const pull = await thread.open('pull', 'Pull')
    await pull.bind({ endpoint: 'tcp://127.0.0.1:*' })
    assert.equal(await thread.do('listeners'), 0)
    assert.equal(process.listenerCount('workerMessage'), 0)
    await thread.kill()
  },

  /** A thread that sends and ends at once, before it can know of anybody: what it sent has its linger to arrive. */
  parting: async () => {
    const pull = new zmq.Pull()
    await pull.bind('inproc://parting')
    const program = `
      import * as zmq from '@tszmq/sockets'
      const push = new zmq.Push()
      push.connect('inproc://parting')
      for (let i = 0; i < 100; i++) await push.send(String(i))
      push.close()`
    const worker = new Worker(asUrl(program))
    const exit = once(worker, 'exit')
    for (let i = 0; i < 100; i++) assert.deepEqual(text(await pull.receive({ timeout: 5000 })), [String(i)])
    assert.deepEqual(await exit, [0])
    pull.close()
  },

  /** A thread with nothing to do but an inproc name ends by itself. */
  idle: async () => {
    const program = `import * as zmq from '@tszmq/sockets'
      const pull = new zmq.Pull(); await pull.bind('inproc://idle'); new zmq.Push().connect('inproc://nobody')`
    const worker = new Worker(asUrl(program))
    const [code] = await once(worker, 'exit')
    assert.equal(code, 0)
  },
}

const [, , name, ...rest] = process.argv
await SCENARIOS[name](...rest)
console.log('held')
