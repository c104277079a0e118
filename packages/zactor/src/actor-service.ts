/** Runs an actor that is a table of commands and an object that carries them out. */
import { ZmqError } from '@tszmq/sockets'
import type { ActorLog } from './actor-log.ts'
import type { ActorPipe } from './actor-pipe.ts'
import type { CommandTable } from './command.ts'
import { excerpt } from './logger.ts'

/** The object behind an actor: it carries its commands out, and lives from the start of the actor to its end. */
export interface ActorService {
  readonly log: ActorLog
  /** Resolves if the actor ends without `$TERM`. Rejects if it fails outside a command. Left out if neither can happen. */
  readonly over?: Promise<void>
  /** True once it carries out no more commands. */
  readonly closed?: boolean
  /** Releases all it has. Called once the actor ends, in whatever way. */
  close(): void
  /** Called before `close` if the actor crashes. */
  crash?(): void
}

/**
 * The body of an actor function. It opens the service, signals that the actor is ready, and carries out commands until `$TERM`. If `open`
 * throws, the actor does not start, and its owner receives that error.
 */
export async function runService<S extends ActorService>(pipe: ActorPipe, commands: CommandTable<S>, open: () => S): Promise<void> {
  let service: S
  try {
    service = open()
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  try {
    await pipe.signal()
    const serving = serve(pipe, commands, service)
    await (service.over === undefined ? serving : Promise.race([serving, service.over]))
  } catch (error) {
    // A terminated context closes all its sockets, also the pipe. The actor then ends as if it received $TERM.
    if (pipe.context.terminated) return
    if (!pipe.endedBy(error)) service.crash?.()
    throw error
  } finally {
    service.close()
  }
}

/** Reads commands and answers each: with its reply, if it has one, and then with a signal or a refusal. */
async function serve<S extends ActorService>(pipe: ActorPipe, commands: CommandTable<S>, service: S): Promise<void> {
  const { log } = service
  for await (const [first, ...frames] of pipe) {
    if (service.closed === true) return
    const name = String(first)
    log.info(() => `API command=${excerpt(name)}`)
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) {
      await pipe.refuse(new ZmqError('EINVAL', `${log.name} has no command ${excerpt(name)}`))
      continue
    }
    const { signals = true, refusedReply } = command.options
    try {
      const reply = await command.execute(service, name, frames)
      if (reply !== undefined) await pipe.send(reply)
    } catch (error) {
      if (refusedReply !== undefined) await pipe.send(refusedReply)
      if (signals) await pipe.refuse(error as Error)
      else log.warn(`${name}: ${(error as Error).message}`)
      continue
    }
    if (signals) await pipe.signal()
  }
}
