/**
 * The roles of a language binding. Its program has five verbs, as `program VERB ENDPOINT`, and binds nothing:
 * `reply` answers each request with the same frames until a request of one frame `end`; `request` asks ten times and prints `ok 10`;
 * `push` sends a thousand messages of two frames (the number as text, 300 bytes); `pull` receives until `end` and prints `ok N`;
 * `subscribe` subscribes to `a`, prints `ready` on the first message, and at `a end` prints `ok N`, N messages since then.
 */
import assert from 'node:assert/strict'

const COUNT = 1000
const LIMIT = { timeout: 20_000 }

/** `command`: how to start the program in a stage, as a function of the stage that returns [command, args]. */
export function rolesOfBinding(command) {
  const start = (stage, verb, endpoint) => {
    const [name, args] = command(stage)
    return stage.start(name, [...args, verb, endpoint])
  }
  const printed = async (program, expected) => {
    const code = await program.ended
    assert.equal(`${code}: ${program.output.trim().split('\n').at(-1)}`, `0: ${expected}`)
  }
  return {
    'its REP, our REQ': async ({ Request }, stage) => {
      const request = stage.socket(new Request())
      const program = start(stage, 'reply', await request.bind('tcp://127.0.0.1:*'))
      for (let i = 0; i < 10; i++) {
        await request.send([`${i}`, Buffer.alloc(i * 100, i)], LIMIT)
        const [text, body] = await request.receive(LIMIT)
        assert.deepEqual([`${text}`, body.length], [`${i}`, i * 100])
      }
      await request.send('end')
      await printed(program, 'ok')
    },
    'its REQ, our REP': async ({ Reply }, stage) => {
      const reply = stage.socket(new Reply())
      const program = start(stage, 'request', await reply.bind('tcp://127.0.0.1:*'))
      for (let i = 0; i < 10; i++) await reply.send(await reply.receive(LIMIT))
      await printed(program, 'ok 10')
    },
    'its PUSH, our PULL': async ({ Pull }, stage) => {
      const pull = stage.socket(new Pull())
      const program = start(stage, 'push', await pull.bind('tcp://127.0.0.1:*'))
      for (let i = 0; i < COUNT; i++) {
        const [text, body] = await pull.receive(LIMIT)
        assert.deepEqual([`${text}`, body.length], [`${i}`, 300])
      }
      await printed(program, 'ok')
    },
    'its PULL, our PUSH': async ({ Push }, stage) => {
      const push = stage.socket(new Push())
      const program = start(stage, 'pull', await push.bind('tcp://127.0.0.1:*'))
      for (let i = 0; i < COUNT; i++) await push.send([`${i}`, Buffer.alloc(300)], LIMIT)
      await push.send('end')
      await printed(program, `ok ${COUNT}`)
    },
    'its SUB, our PUB': async ({ Publisher }, stage) => {
      const publisher = stage.socket(new Publisher({ sendHighWaterMark: 0 }))
      const program = start(stage, 'subscribe', await publisher.bind('tcp://127.0.0.1:*'))
      const deadline = Date.now() + LIMIT.timeout
      while (!program.output.includes('ready')) {
        assert.ok(Date.now() < deadline, `not subscribed: ${program.output}`)
        await publisher.send('a first')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      for (let i = 0; i < COUNT; i++) await publisher.send([i % 2 === 0 ? 'a' : 'b', `${i}`])
      await publisher.send('a end')
      await printed(program, `ok ${COUNT / 2}`)
    },
  }
}
