/** What the actors of the scenarios do, in whatever home. */

export const BOOM = Object.assign(new Error('boom'), { code: 'EBOOM' })

const turn = () => new Promise(setImmediate)

async function throwing(pipe) {
  await pipe.signal()
  await pipe.receive()
  throw BOOM
}

export const ACTORS = {
  async echo(pipe) {
    await pipe.signal()
    for await (const message of pipe) await pipe.send(message)
  },
  /** Answers every command; refuses BAD, and FAIL with a status. */
  async obedient(pipe) {
    await pipe.signal()
    for await (const [command] of pipe) {
      if (String(command) === 'BAD') await pipe.refuse(Object.assign(new Error('bad command'), { code: 'EINVAL' }))
      else await pipe.signal(String(command) === 'FAIL' ? 7 : 0)
    }
  },
  async echoesUntilItDies(pipe) {
    await pipe.signal()
    for await (const message of pipe) {
      if (String(message[0]) === 'DIE') throw BOOM
      await pipe.send(message)
    }
  },
  async throwsAtOnce() {
    throw BOOM
  },
  async throwsBeforeReady(pipe) {
    await pipe.send('hm')
    throw BOOM
  },
  throwsAtCommand: throwing,
  throwsAtTerm: throwing,
  async throwsAtTermBeforeReady(pipe) {
    await pipe.send('here')
    await pipe.receive()
    throw BOOM
  },
  async throwsAfterMessages(pipe) {
    await pipe.signal()
    for (let i = 0; i < 1500; i++) await pipe.send(String(i))
    throw BOOM
  },
  /** It has signalled, and throws from a turn of its own. */
  async throwsWhileRunning(pipe) {
    await pipe.signal()
    await turn()
    throw BOOM
  },
  returnsAtOnce() {},
  refuses: (pipe) => pipe.refuse(Object.assign(new Error('taken'), { code: 'EADDRINUSE' })),
  async slowToStart(pipe, { tell }) {
    await turn()
    await pipe.signal()
    tell?.(String(await pipe.receive()))
  },
  async lastWords(pipe, { count }) {
    await pipe.signal()
    for (let i = 0; i < count; i++) await pipe.send(String(i))
  },
  async lastAnswer(pipe) {
    await pipe.signal()
    await pipe.receive()
    for (let i = 0; i < 10; i++) await pipe.send('news')
    await pipe.signal()
  },
  async talkative(pipe) {
    await pipe.signal()
    while (!pipe.terminating.aborted) await pipe.send('more')
  },
  /** Does not read its pipe until it is told by other means that it has to end. */
  async deafUntilTold(pipe) {
    await pipe.signal()
    await new Promise((resolve) => pipe.terminating.addEventListener('abort', resolve))
    for await (const message of pipe) void message
  },
  async endsByItsReason(pipe) {
    await pipe.signal()
    await new Promise((_, reject) => pipe.terminating.addEventListener('abort', () => reject(pipe.terminating.reason)))
  },
  async weighs(pipe, { buffer }) {
    await pipe.signal()
    await pipe.send(String(buffer.byteLength))
  },
  async exits(pipe) {
    await pipe.signal()
    await pipe.receive()
    process.exit(0)
  },
  async rejectsElsewhere(pipe) {
    await pipe.signal()
    await pipe.receive()
    void Promise.reject(BOOM)
    await new Promise(() => undefined)
  },
  async eats(pipe) {
    await pipe.signal()
    await pipe.receive()
    for (const eaten = []; ;) eaten.push(new Array(1_000_000).fill(eaten.length))
  },
  async ignoresTerm(pipe) {
    await pipe.signal()
    await new Promise(() => undefined)
  },
  /** Whatever listeners its thread has. */
  async throwsIntoListeners(pipe) {
    for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => undefined)
    await pipe.signal()
    await pipe.receive()
    throw BOOM
  },
  /** Leaves a timer behind, and a line on its way out. */
  async leavesThings(pipe) {
    await pipe.signal()
    await pipe.receive()
    setInterval(() => undefined, 1000)
    process.stdout.write('last line\n')
  },
  async flood(pipe) {
    await pipe.signal()
    for (let i = 0; ; i++) {
      const message = Buffer.alloc(1000)
      message.writeUInt32LE(i)
      if (!pipe.trySend(message)) await pipe.send(message)
    }
  },
}
