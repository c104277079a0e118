/** The conformance suite of actors: what every actor that is a table of commands has in common. */
import { Context } from '@tszmq/sockets'
import { Zactor } from '@tszmq/zactor'
import type { ActorFunction, CommandTable, Logger } from '@tszmq/zactor'
import { turns } from './runtime/turns.ts'

/** An actor under test. */
export interface ActorSubject<A> {
  readonly run: ActorFunction<A>
  /** The table of its commands. */
  readonly commands: CommandTable<never>
  /** Makes the arguments for one start. */
  args(context: Context, log: Partial<Logger>): A
}

/** More than any command takes. */
const LONG = 'x'.repeat(1 << 20)

const SURPLUS = 100

/** Registers the suite with jest. `name` is the name of the actor in its log and its refusals. */
export function describeActor<A>(name: string, { run, commands, args }: ActorSubject<A>): void {
  describe(`the actor ${name}`, () => {
    let context: Context
    let actor: Zactor
    let lines: string[]

    const start = (log: Partial<Logger>): Promise<Zactor> => Zactor.start<never, A>(run, args(context, log), { context })

    beforeEach(async () => {
      context = new Context({ blocky: false })
      lines = []
      actor = await start({ info: (line) => lines.push(line), warn: (line) => lines.push(line) })
    })

    afterEach(async () => {
      await actor.destroy()
      void context.terminate()
    })

    const unknown = (command: string): object => ({
      code: 'EINVAL',
      message: `${name} has no command ${JSON.stringify(command.slice(0, 100))}`,
    })

    const isAlive = async (): Promise<void> => {
      await expect(actor.command(['NONSENSE'])).rejects.toMatchObject(unknown('NONSENSE'))
    }

    it.each(['NONSENSE', '', '$ERROR', 'constructor', '__proto__', LONG])(
      'refuses the unknown command %.20j, and goes on',
      async (command) => {
        await expect(actor.command([command, 'x'])).rejects.toMatchObject(unknown(command))
        await isAlive()
      },
    )

    it('answers each command by one signal, in order', async () => {
      for (let i = 0; i < 10; i++) await actor.send(['NONSENSE', `${i}`])
      for (let i = 0; i < 10; i++) expect(await actor.wait()).toBe(1)
      await expect(actor.wait({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
      await expect(actor.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    })

    const verbose = async (): Promise<void> => {
      await actor.send(['VERBOSE'])
      if (commands['VERBOSE']?.options.signals !== false) expect(await actor.wait()).toBe(0)
    }

    const answered = Object.entries(commands).filter(([, { options }]) => options.signals !== false)
    const silent = Object.entries(commands).filter(([, { options }]) => options.signals === false)
    const wrongCounts = answered.flatMap(([command, { least, most }]) => {
      const few = Array.from({ length: least }, (_, count) => [command, count] as const)
      return most < SURPLUS ? [...few, [command, most + 1] as const, [command, most + SURPLUS] as const] : few
    })

    it.each(wrongCounts)('refuses %s with %i frames, and goes on', async (command, count) => {
      const refused = expect(actor.command([command, ...Array.from({ length: count }, () => 'x')])).rejects
      await refused.toMatchObject({
        code: 'EINVAL',
        message: expect.stringMatching(new RegExp(`^${command} takes .* arguments?.*, not ${count}$`)) as string,
      })
      await isAlive()
    })

    it.each(answered)('refuses or carries out %s with frames of 1 MiB, and goes on', async (command, { least }) => {
      await actor.command([command, ...Array.from({ length: least }, () => LONG)]).catch((error: unknown) => {
        expect(error).toMatchObject({ code: expect.stringMatching(/^E/) as string })
      })
      await isAlive()
    })

    // jest refuses an empty table.
    if (silent.length > 0) {
      it.each(silent)('answers %s by no signal, as CZMQ', async (command) => {
        await actor.send([command, 'x'])
        await isAlive()
        await expect(actor.wait({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
      })
    }

    it('logs each command after VERBOSE, and none before', async () => {
      await isAlive()
      expect(lines).toEqual([])
      await verbose()
      await isAlive()
      expect(lines).toEqual([`${name}: API command="NONSENSE"`])
    })

    it('does not mind a log that throws', async () => {
      await actor.destroy()
      const broken = (): never => {
        throw new Error('disk full')
      }
      actor = await start({ info: broken, warn: broken, error: broken })
      await verbose()
      await isAlive()
    })

    it.each(['', 'x'])('ends by $TERM, whatever follows it: %j', async (word) => {
      await actor.send(['$TERM', word])
      await actor.ended
      expect(actor.state).toBe('ended')
      await expect(actor.command(['VERBOSE'])).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    })

    it('ends once when it is destroyed twice', async () => {
      await Promise.all([actor.destroy(), actor.destroy()])
      expect(actor.state).toBe('ended')
      await expect(actor.receive()).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    })

    it('ends well when its context is terminated', async () => {
      void context.terminate()
      await actor.ended
      expect(actor.state).toBe('ended')
    })

    it('leaves nothing that keeps a second one from starting', async () => {
      await actor.destroy()
      await turns(1)
      actor = await start({})
      await isAlive()
    })

    it('has help for each command, one sentence', () => {
      for (const { help } of Object.values(commands)) expect(help).toMatch(/^[A-Z].*\.$/)
    })
  })
}
