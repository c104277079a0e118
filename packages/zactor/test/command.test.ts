/** A table of commands: what its types refuse, how frames are read, and how a wrong number of them is refused. */
import { Context } from '@tszmq/sockets'
import { ActorLog, bytes, commandsFor, integer, octets, oneOf, optional, rest, runService, text, VERBOSE } from '../src/internal.ts'
import type { CommandsOf } from '../src/internal.ts'
import { Zactor } from '../src/index.ts'

class Recorder {
  readonly log = new ActorLog('recorder', {})
  readonly calls: unknown[][] = []
  closed = false

  record(...values: unknown[]): void {
    this.calls.push(values)
  }

  close(): void {
    this.closed = true
  }
}

const { command, query } = commandsFor<Recorder>()
const TABLE = {
  NONE: command([], 'Takes nothing.', (recorder) => recorder.record()),
  TWO: command([text('name'), integer('count', 1, 9)], 'Takes a name and a count.', (recorder, name, count) =>
    recorder.record(name, count),
  ),
  MAYBE: command(
    [oneOf('side', { LEFT: -1, RIGHT: 1 }), optional(octets('key'))],
    'Takes a side and perhaps a key.',
    (recorder, ...values) => recorder.record(...values),
  ),
  MANY: command([text('name'), rest(bytes('frame'))], 'Takes a name and frames.', (recorder, ...values) => recorder.record(...values)),
  ECHO: query([text('word')], 'Sends the word.', (_, word) => word),
  FAIL: query([], 'Fails.', () => Promise.reject(new Error('no reason')), { refusedReply: '' }),
  QUIET: command([integer('count', 0, 1)], 'Is not answered.', (recorder, count) => recorder.record(count), { signals: false }),
  VERBOSE,
}

let context: Context
let recorder: Recorder
let actor: Zactor<CommandsOf<typeof TABLE>>

beforeEach(async () => {
  context = new Context({ blocky: false })
  actor = await Zactor.start((pipe) => runService(pipe, TABLE, () => (recorder = new Recorder())), undefined, { context })
})

afterEach(async () => {
  await actor.destroy()
  void context.terminate()
})

it('reads each frame as the type of its argument', async () => {
  await actor.command(['NONE'])
  await actor.command(['TWO', 'ä', '007'])
  await actor.command(['MAYBE', 'RIGHT'])
  await actor.command(['MAYBE', 'LEFT', 'key'])
  await actor.command(['MANY', 'name'])
  await actor.command(['MANY', 'name', Uint8Array.of(1), 2, 'three'])
  const frames = [Buffer.of(1), Buffer.from('2'), Buffer.from('three')]
  expect(recorder.calls).toEqual([[], ['ä', 7], [1], [-1, 'key'], ['name'], ['name', ...frames]])
})

it.each<[string[], string]>([
  [['NONE', 'x'], 'NONE takes no arguments, not 1'],
  [['ECHO'], 'ECHO takes 1 argument (word), not 0'],
  [['TWO', 'x'], 'TWO takes 2 arguments (name, count), not 1'],
  [['MAYBE'], 'MAYBE takes 1 to 2 arguments (side, key), not 0'],
  [['MAYBE', 'LEFT', 'x', 'y'], 'MAYBE takes 1 to 2 arguments (side, key), not 3'],
  [['MANY'], 'MANY takes at least 1 argument (name, frame…), not 0'],
  [['TWO', 'x', '10'], 'TWO: count must be a whole number from 1 to 9, not "10"'],
  [['TWO', 'x', '-1'], 'TWO: count must be a whole number from 1 to 9, not "-1"'],
  [['TWO', 'x', ''], 'TWO: count must be a whole number from 1 to 9, not ""'],
  [['MAYBE', 'constructor'], 'MAYBE: side must be one of LEFT, RIGHT, not "constructor"'],
  [['toString'], 'recorder has no command "toString"'],
])('refuses %j and carries nothing out', async (frames, message) => {
  await expect(actor.command(frames as ['NONE'])).rejects.toMatchObject({ code: 'EINVAL', message })
  expect(recorder.calls).toEqual([])
})

it('sends a reply before its signal, and another one with a refusal where that is wanted', async () => {
  await actor.send(['ECHO', 'hello'])
  expect(String(await actor.receive())).toBe('hello')
  expect(await actor.wait()).toBe(0)
  await actor.send(['FAIL'])
  expect(String(await actor.receive())).toBe('')
  expect(await actor.wait()).toBe(1)
})

it('gives each query its own reply, whatever was refused before it', async () => {
  const all = ['a', 'b'].map((word) => actor.ask(['ECHO', word], () => true))
  const refused = actor.ask(['ECHO'] as never, () => true)
  const next = actor.ask(['ECHO', 'c'], () => true)
  await expect(refused).rejects.toMatchObject({ code: 'EINVAL' })
  expect((await Promise.all([...all, next])).map(String)).toEqual(['a', 'b', 'c'])
})

it('answers a command without signals by nothing, even if its frames are wrong', async () => {
  await actor.send(['QUIET', '2'])
  await actor.send(['QUIET', '1'])
  await actor.command(['NONE'])
  expect(recorder.calls).toEqual([[1], []])
  await expect(actor.wait({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
})

it('does not compile with a misspelled command or a wrong frame', async () => {
  // @ts-expect-error there is no such command
  await expect(actor.command(['NOEN'])).rejects.toMatchObject({ code: 'EINVAL' })
  // @ts-expect-error a frame is missing
  await expect(actor.command(['TWO', 'name'])).rejects.toMatchObject({ code: 'EINVAL' })
  // @ts-expect-error the word is text
  await actor.command(['ECHO', 5])
})
