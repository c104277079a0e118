/** Actors in both homes, each scenario in a process of its own: `node scenarios.mjs <home> <name>` fails by an assertion, or says `held`. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Zactor } from '@tszmq/zactor'
import { ACTORS } from './actors.mjs'

// Ids of threats: docs/threats.md.

const CRASHED = { code: 'ERR_ZACTOR_CRASHED', message: 'the actor crashed: boom' }
const MODULE = new URL('actor.mjs', import.meta.url)

const [, , home, name, ...rest] = process.argv

const make = (actor, args = {}, options = {}) =>
  home === 'loop' ? new Zactor((pipe, given) => ACTORS[actor](pipe, given), args, options) : new Zactor(MODULE, { actor, ...args }, options)

async function start(actor, args, options) {
  const made = make(actor, args, options)
  await made.ready
  return made
}

/** What the events say of a crash, when it was told and how long that took. */
function crashOf(actor) {
  const begun = performance.now()
  return new Promise((resolve) => actor.on('crash', (error) => resolve({ error, ms: performance.now() - begun })))
}

async function rejectsBoom(promise) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.code, CRASHED.code)
    assert.equal(error.message, CRASHED.message)
    assert.equal(error.cause.code, 'EBOOM')
    return true
  })
}

/** By every way there is, within a second. */
async function crashes(actor, cause) {
  const told = crashOf(actor)
  const waits = [actor.command(['DO']), actor.receive(), actor.wait(), actor.ended]
  for (const wait of waits) await assert.rejects(wait, (error) => error.code === CRASHED.code && cause(error))
  const { error, ms } = await told
  assert.ok(cause(error), error.message)
  assert.ok(ms < 1000, `${ms} ms`)
  assert.equal(actor.state, 'ended')
  assert.equal(actor.trySend('x'), false)
  await assert.rejects(actor.send('x'), { code: 'EBADF' })
  await assert.rejects(actor.command(['DO']), { code: CRASHED.code })
  await actor.destroy()
  await actor.destroy()
}

const isBoom = (error) => error.cause?.code === 'EBOOM'

async function count(actor) {
  let messages = 0
  for await (const [message] of actor) assert.equal(String(message), String(messages++))
  return messages
}

const SCENARIOS = {
  messages: async () => {
    const actor = await start('echo')
    await actor.send(['a', '', 'b'])
    await actor.send('c')
    assert.deepEqual((await actor.receive()).map(String), ['a', '', 'b'])
    assert.deepEqual((await actor.receive()).map(String), ['c'])
    await actor.destroy()
    assert.equal(actor.state, 'ended')
    await actor.ended
  },

  commands: async () => {
    const actor = await start('obedient')
    const sent = ['DO', 'BAD', 'DO', 'FAIL', 'DO'].map((command) => actor.command([command]))
    const outcomes = await Promise.allSettled(sent)
    assert.deepEqual(
      outcomes.map(({ reason }) => reason?.code),
      [undefined, 'EINVAL', undefined, 'ERR_ZACTOR_REFUSED', undefined],
    )
    await actor.send('DO')
    assert.equal(await actor.wait(), 0)
    await actor.destroy()
  },

  'throws at once': async () => {
    const actor = make('throwsAtOnce')
    await rejectsBoom(actor.ready)
    await actor.destroy()
  },
  'throws before it is ready': async () => {
    const actor = make('throwsBeforeReady')
    await rejectsBoom(actor.ready)
    await actor.destroy()
  },
  'throws while it runs': async () => {
    const actor = await start('throwsWhileRunning')
    const { ended } = actor
    await rejectsBoom(ended)
    await actor.destroy()
  },
  'throws at a command': async () => crashes(await start('throwsAtCommand'), isBoom),
  'throws while it ends': async () => {
    const actor = await start('throwsAtTerm')
    const [{ ended }, told] = [actor, crashOf(actor)]
    await actor.destroy()
    await rejectsBoom(ended)
    assert.ok(isBoom((await told).error))
  },
  'throws while it is destroyed before it was ready': async () => {
    const actor = make('throwsAtTermBeforeReady')
    await actor.receive() // in a thread there is no actor before its module is loaded
    const { ready, ended } = actor
    await actor.destroy()
    await assert.rejects(ready, { code: 'ERR_ZACTOR_ENDED' })
    await rejectsBoom(ended)
  },
  'has sent before it throws': async () => {
    const actor = await start('throwsAfterMessages')
    let messages = 0
    await rejectsBoom(
      (async () => {
        for await (const [message] of actor) assert.equal(String(message), String(messages++))
      })(),
    )
    assert.equal(messages, 1500)
    await actor.destroy()
  },
  'returns at once': async () => {
    const actor = make('returnsAtOnce')
    await assert.rejects(actor.ready, { code: 'ERR_ZACTOR_ENDED' })
    await actor.destroy()
  },
  refuses: async () => {
    const actor = make('refuses')
    await assert.rejects(actor.ready, { code: 'EADDRINUSE', message: 'taken' })
    await actor.destroy()
  },

  'is closed while it starts': async () => {
    for (let turns = 0; turns < 20; turns++) {
      const actor = make('slowToStart')
      const { ready } = actor
      for (let i = 0; i < turns ** 2; i++) await turn()
      await Promise.all([actor.destroy(), actor.destroy()])
      assert.equal(actor.state, 'ended')
      if (turns === 0) await assert.rejects(ready, { code: 'ERR_ZACTOR_ENDED' })
      await actor.ended
    }
  },
  'is aborted while it starts': async () => {
    const controller = new AbortController()
    const actor = make('slowToStart', {}, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await assert.rejects(actor.ready, { message: 'enough' })
    await actor.ended
  },

  'is read to the last message after its end': async () => {
    const actor = await start('lastWords', { count: 900 })
    await actor.ended
    assert.equal(await count(actor), 900)
    await assert.rejects(actor.receive(), { code: 'ERR_ZACTOR_ENDED' })
    await actor.destroy()
  },
  'answers and ends': async () => {
    const actor = await start('lastAnswer')
    await actor.command(['DO'])
    for (let i = 0; i < 10; i++) assert.equal(String(await actor.receive()), 'news')
    await actor.destroy()
  },
  'has much to say': async () => {
    const actor = await start('talkative')
    await turn()
    await actor.destroy()
  },
  'has a full pipe': async () => {
    const actor = await start('deafUntilTold')
    while (actor.trySend('x'.repeat(1000))) continue
    await actor.destroy()
  },
  'throws the reason of its end': async () => {
    const actor = await start('endsByItsReason')
    await actor.destroy()
    await actor.ended
  },
  'is waited for by others': async () => {
    const actor = await start('echo')
    const receiving = assert.rejects(actor.receive(), { code: 'ERR_ZACTOR_ENDED' })
    const waiting = actor.wait()
    await actor[Symbol.asyncDispose]()
    await receiving
    assert.equal(await waiting, 0)
  },
  'loses its owner': async () => {
    const { context } = await import('@tszmq/sockets')
    const actor = await start('echo')
    const receiving = actor.receive()
    context.terminate()
    await assert.rejects(receiving, { code: 'ERR_ZACTOR_ENDED' })
    await actor.destroy()
  },

  'is started again': async () => {
    const restarts = []
    const actor = await start('throwsAtCommand', {}, { restart: { delay: 1, maxDelay: 1, maximum: 3 } })
    actor.on('restart', (number) => restarts.push(number))
    const ended = assert.rejects(actor.ended, ({ code, cause }) => code === 'ERR_ZACTOR_GIVEN_UP' && isBoom(cause))
    for (let i = 0; i < 4; i++) await rejectsBoom(actor.command(['DO']))
    await ended
    await assert.rejects(actor.command(['DO']), { code: 'ERR_ZACTOR_GIVEN_UP' })
    assert.deepEqual(restarts, [1, 2, 3])
    await actor.destroy()
  },
  'is sent to while it dies': async () => {
    const actor = await start('echoesUntilItDies', {}, { restart: { delay: 1 } })
    const [sends, waiting] = [[], new Set()]
    let waited
    actor.on('crash', () => (waited = [...waiting]))
    await actor.send('DIE')
    for (let i = 0; waited === undefined; i++) {
      waiting.add(i)
      sends.push(actor.send(String(i)).then(() => waiting.delete(i)))
      await turn()
    }
    await Promise.all(sends)
    await actor.send('last')
    const echoes = []
    for (let echo = String(await actor.receive()); echo !== 'last'; echo = String(await actor.receive())) echoes.push(Number(echo))
    assert.deepEqual(echoes, waited)
    await actor.destroy()
  },
  'crashes and nobody looks': async () => {
    const lost = []
    process.on('unhandledRejection', ({ code }) => lost.push(code))
    make('throwsAtOnce')
    make('throwsAtOnce', {}, { restart: { delay: 1, maximum: 2 } })
    const begun = performance.now()
    while (lost.length < 2 && performance.now() - begun < 5000) await turn()
    assert.deepEqual(lost, ['ERR_ZACTOR_CRASHED', 'ERR_ZACTOR_GIVEN_UP'])
  },
  'is destroyed while it waits to be started again': async () => {
    const actor = await start('throwsAtCommand', {}, { restart: { delay: 1e6, maxDelay: 1e6 } })
    await rejectsBoom(actor.command(['DO']))
    const command = actor.command(['LATER'])
    await actor.destroy()
    await assert.rejects(command, { code: 'ERR_ZACTOR_ENDED' })
    await actor.ended
  },

  /** R17, as actors have it: in one thread, whoever comes first, with names that are used again. */
  'ten thousand pairs': async (pairs = '1000') => {
    const { Context, Pair } = await import('@tszmq/sockets')
    const context = new Context({ maxSockets: 30_000 })
    const open = (i) => {
      const [left, right] = [new Pair({ context, linger: 0 }), new Pair({ context, linger: 0 })]
      if (i % 2 === 0) left.connect(`inproc://pair-${i}`)
      right.bindSync(`inproc://pair-${i}`)
      if (i % 2 === 1) left.connect(`inproc://pair-${i}`)
      return { left, right }
    }
    const talk = async ({ left, right }, i) => {
      await left.send(String(i))
      assert.equal(String(await right.receive()), String(i))
      await right.send(['back', String(i)])
      assert.deepEqual((await left.receive()).map(String), ['back', String(i)])
    }
    const ends = Array.from({ length: Number(pairs) }, (_, i) => open(i))
    await Promise.all(ends.map(talk))
    // A name is free again as soon as who had it is closed.
    for (let i = 0; i < ends.length; i += 10) {
      for (const end of Object.values(ends[i])) end.close()
      await talk((ends[i] = open(i)), i)
    }
    // In the middle: all of them send, and receive.
    const going = ends.flatMap(({ left, right }, i) => {
      const sending = (async () => {
        for (let sent = 0; sent < 10; sent++) await left.send(String(i))
        await left.receive()
      })()
      const receiving = (async () => {
        for (;;) assert.equal(String(await right.receive()), String(i))
      })()
      return [sending, receiving]
    })
    await turn()
    context.terminate()
    for (const { reason } of await Promise.allSettled(going)) assert.ok(['EAGAIN', 'EBADF', 'ETERM'].includes(reason.code), reason.message)
    for (const { left, right } of ends) assert.ok(left.closed && right.closed)
  },

  // ---- threads only

  exits: async () => crashes(await start('exits'), ({ message }) => /exited with code 0 before its function returned/.test(message)),
  'rejects elsewhere': async () => crashes(await start('rejectsElsewhere'), isBoom),
  'throws into listeners': async () => crashes(await start('throwsIntoListeners'), ({ message }) => /exited with code 1/.test(message)),
  'runs out of memory': async () => {
    const actor = await start('eats', {}, { worker: { resourceLimits: { maxOldGenerationSizeMb: 16 } } })
    await crashes(actor, ({ cause }) => cause.code === 'ERR_WORKER_OUT_OF_MEMORY')
  },
  modules: async () => {
    const at = (file) => new URL(file, import.meta.url)
    await assert.rejects(
      Zactor.thread(at('nowhere.mjs')),
      ({ code, cause }) => code === CRASHED.code && /ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND/.test(cause.code),
    )
    await assert.rejects(
      Zactor.thread('data:text/javascript,const ='),
      ({ code, cause }) => code === CRASHED.code && cause.name === 'SyntaxError',
    )
    await assert.rejects(Zactor.thread(at('no-actor.mjs')), { code: CRASHED.code, message: /never called Zactor\.run\(\)/ })
    await assert.rejects(Zactor.thread('nowhere'), { code: 'ERR_WORKER_PATH' })
    assert.throws(() => Zactor.run(() => undefined), { code: 'ERR_ZACTOR_NO_THREAD' })
    const echo = { actor: 'echo' }
    for (const module of [MODULE, MODULE.href, fileURLToPath(MODULE)]) await (await Zactor.thread(module, echo)).destroy()
    const require = createRequire(import.meta.url)
    for (const zactor of [Zactor, require('@tszmq/zactor').Zactor]) {
      const actor = await zactor.thread(at('actor.cjs'), { any: ['thing'] })
      assert.deepEqual(JSON.parse(String(await actor.receive())), { any: ['thing'] })
      await actor.destroy()
    }
  },
  arguments: async () => {
    const copied = new ArrayBuffer(1000)
    const one = await start('weighs', { buffer: copied })
    assert.equal(String(await one.receive()), '1000')
    assert.equal(copied.byteLength, 1000)
    const gone = new ArrayBuffer(1000)
    const two = await start('weighs', { buffer: gone }, { transfer: [gone] })
    assert.equal(String(await two.receive()), '1000')
    assert.equal(gone.byteLength, 0)
    await Promise.all([one.destroy(), two.destroy()])
    assert.throws(() => make('weighs', { buffer: () => undefined }), { name: 'DataCloneError' })
    assert.throws(() => make('weighs', {}, { transfer: [new ArrayBuffer(1)], restart: {} }), { code: 'EINVAL' })
    for (const timeout of [NaN, -2, '1']) assert.throws(() => make('echo', {}, { timeout }), { code: 'EINVAL' })
  },
  'ignores $TERM': async () => {
    const actor = await start('ignoresTerm', {}, { timeout: 50 })
    const { ended } = actor
    await actor.destroy()
    await assert.rejects(ended, { code: CRASHED.code, message: /did not end within 50 ms/ })
    const patient = await start('ignoresTerm')
    void patient.destroy()
    for (let i = 0; i < 100; i++) await turn()
    assert.equal(patient.state, 'ending')
    process.exitCode = 0
    console.log('held')
    process.exit()
  },
  'leaves things behind': async () => {
    const actor = await start('leavesThings')
    await actor.destroy()
  },
  'keeps nobody alive': async () => {
    const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'thread', 'left alone'], { encoding: 'utf8' })
    assert.deepEqual([status, stdout], [0, 'held\n'])
  },
  'left alone': async () => void (await start('echo')),

  /** R16: threads that are killed while they send. What has come before is read, without a gap, and the owner knows within a second. */
  deaths: async (number = '20') => {
    const threads = process.getBuiltinModule('node:worker_threads')
    const { Worker } = threads
    let thread
    threads.Worker = function (...args) {
      return (thread = new Worker(...args))
    }
    for (let i = 0; i < Number(number); i++) {
      const actor = await start('flood')
      let next = 0
      const reading = (async () => {
        for await (const [message] of actor) assert.equal(message.readUInt32LE(), next++)
      })()
      while (next < 1000) await turn()
      const told = crashOf(actor)
      const ended = assert.rejects(actor.ended, { code: CRASHED.code, message: /exited with code 1/ })
      void thread.terminate()
      await ended
      await assert.rejects(reading, { code: CRASHED.code })
      assert.ok((await told).ms < 1000)
      await actor.destroy()
    }
  },
}

await SCENARIOS[name](...rest)
console.log('held')
