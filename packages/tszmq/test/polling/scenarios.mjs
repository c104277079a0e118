/** Actors that are polled, in both homes: `node scenarios.mjs <home> <name>` fails by an assertion, or says `held`. It is its own thread. */
import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { isMainThread } from 'node:worker_threads'
import { Pull, Zactor, Zloop, Zpoller } from 'tszmq'

const ACTORS = {
  /** Answers SIGNAL by a signal, and everything else by itself; ends at END. */
  async echo(pipe) {
    await pipe.signal()
    for await (const message of pipe) {
      const [command] = message.map(String)
      if (command === 'END') return
      if (command === 'SIGNAL') await pipe.signal()
      else await pipe.send(message)
    }
  },
  /** Has much to say, and crashes or ends. */
  async talker(pipe, { count, crash }) {
    await pipe.signal()
    for (let i = 0; i < count; i++) await pipe.send(String(i))
    if (crash) throw new Error('boom')
  },
}

const COUNT = 2500

async function start(home, actor, args, options) {
  if (home === 'loop') return Zactor.start((pipe, given) => ACTORS[actor](pipe, given), args, options)
  return Zactor.thread(new URL(import.meta.url), { actor, args }, options)
}

const numbers = (times) => Array.from({ length: times * COUNT }, (_, i) => i % COUNT)

const SCENARIOS = {
  'by a poller': async (home) => {
    const [pull, actor] = [new Pull(), await start(home, 'echo')]
    const poller = new Zpoller([pull, actor])
    assert.equal(await poller.wait({ timeout: 0 }), undefined)
    const wait = poller.wait()
    await actor.send(['a', 'b'])
    assert.equal(await wait, actor)
    assert.equal(await poller.wait(), actor)
    assert.deepEqual(actor.tryReceive().map(String), ['a', 'b'])
    await actor.command(['SIGNAL'])
    assert.equal(actor.readable, false)
    assert.equal(await poller.wait({ timeout: 0 }), undefined)
    await actor.send('last')
    await actor.send('END')
    await actor.ended
    assert.deepEqual([actor.closed, await poller.wait()], [false, actor])
    assert.equal(String(await actor.receive()), 'last')
    // That nothing more comes is heard from a thread after that.
    while (!actor.closed) await turn()
    assert.equal(poller.size, 1)
    pull.close()
    assert.equal(await poller.wait(), undefined)
    assert.ok(poller.terminated)
    assert.throws(() => poller.add(actor), { code: 'EBADF' })
    await actor.destroy()
  },
  'by a poller, to the last message': async (home) => {
    const actor = await start(home, 'talker', { count: COUNT })
    const seen = []
    for await (const one of new Zpoller([actor])) seen.push(Number(one.tryReceive()))
    assert.deepEqual(seen, numbers(1))
    await actor.destroy()
  },
  'by a poller, across its runs': async (home) => {
    const actor = await start(home, 'talker', { count: COUNT, crash: true }, { restart: { delay: 1, maximum: 2 } })
    const ended = assert.rejects(actor.ended, { code: 'ERR_ZACTOR_GIVEN_UP' })
    const seen = []
    for await (const one of new Zpoller([actor])) seen.push(Number(one.tryReceive()))
    assert.deepEqual(seen, numbers(3))
    await ended
    await actor.destroy()
  },
  'until it is destroyed': async (home) => {
    const actor = await start(home, 'echo')
    const [poller, loop] = [new Zpoller([actor]), new Zloop()]
    loop.reader(actor, () => assert.fail('there was nothing to read'))
    const waits = [poller.wait(), loop.start()]
    await actor.destroy()
    assert.deepEqual(await Promise.all(waits), [undefined, 0])
  },
  'by a loop, across its runs': async (home) => {
    const actor = await start(home, 'talker', { count: COUNT, crash: true }, { restart: { delay: 1, maximum: 2 } })
    const ended = assert.rejects(actor.ended, { code: 'ERR_ZACTOR_GIVEN_UP' })
    const loop = new Zloop()
    const seen = []
    loop.reader(actor, (_loop, one) => {
      assert.equal(one, actor)
      if (one.closed) return -1
      seen.push(Number(one.tryReceive()))
    })
    assert.ok(loop.readerSetTolerant(actor))
    assert.equal(await loop.start(), -1)
    assert.deepEqual(seen, numbers(3))
    await ended
    await actor.destroy()
  },
  'beside who receives from it': async (home) => {
    const actor = await start(home, 'talker', { count: COUNT })
    const poller = new Zpoller([actor])
    const seen = []
    while (seen.length < COUNT) {
      seen.push(actor.receive())
      await turn()
    }
    assert.equal(await poller.wait(), undefined)
    assert.deepEqual((await Promise.all(seen)).map(Number), numbers(1))
    await actor.destroy()
  },
}

if (isMainThread) {
  const [, , home, name] = process.argv
  await SCENARIOS[name](home)
  console.log('held')
} else {
  Zactor.run((pipe, { actor, args }) => ACTORS[actor](pipe, args))
}
