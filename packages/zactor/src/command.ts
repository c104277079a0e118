/** A command of an actor: its arguments, its help, and what it does. The commands of an actor are a table of these. */
import type { MessageLike } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { ActorLog } from './actor-log.ts'
import type { Argument, Frames, Values } from './argument.ts'

/** A message that answers a command, sent before its signal. */
export type Reply = MessageLike | MessageLike[]

type Run<S> = (service: S, ...values: never[]) => unknown

export interface CommandOptions {
  /** False: CZMQ answers the command with no signal, so that it cannot be refused either. Default true. */
  readonly signals?: boolean
  /** The reply that CZMQ sends even if the command is refused. Default none. */
  readonly refusedReply?: string
}

/** `S`: the object that carries the command out. `F`: the frames that a caller passes. */
export class Command<S, F extends readonly MessageLike[] = readonly MessageLike[]> {
  /** For types only. */
  declare readonly frames: F
  readonly takes: readonly Argument[]
  /** What the command does, in one sentence. */
  readonly help: string
  /** True if the command is answered by a message before its signal. */
  readonly replies: boolean
  readonly options: CommandOptions
  readonly #run: Run<S>

  constructor(takes: readonly Argument[], help: string, replies: boolean, run: Run<S>, options: CommandOptions = {}) {
    this.takes = takes
    this.help = help
    this.replies = replies
    this.options = options
    this.#run = run
  }

  /** The fewest frames that the command takes after its name. */
  get least(): number {
    return this.takes.filter(({ kind }) => kind === 'one').length
  }

  /** The most frames; Infinity if the last argument may be repeated. */
  get most(): number {
    return this.takes.at(-1)?.kind === 'rest' ? Infinity : this.takes.length
  }

  /** Resolves to the reply, if there is one. Rejects with EINVAL for a wrong number of frames or a wrong frame, or as the command does. */
  async execute(service: S, name: string, frames: readonly Buffer[]): Promise<Reply | undefined> {
    if (frames.length < this.least || frames.length > this.most) {
      throw new ZmqError('EINVAL', `${name} takes ${this.#usage()}, not ${frames.length}`)
    }
    const values = frames.map((frame, i) => {
      const argument = this.takes[Math.min(i, this.takes.length - 1)] as Argument
      return argument.read(frame, `${name}: ${argument.name}`)
    })
    const result = await this.#run(service, ...(values as never[]))
    return this.replies ? (result as Reply) : undefined
  }

  /** As in `1 to 2 arguments (endpoint, serverKey)`. */
  #usage(): string {
    const { least, most, takes } = this
    const count = most === least ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`
    const noun = most === 1 || (most === Infinity && least === 1) ? 'argument' : 'arguments'
    return most === 0
      ? 'no arguments'
      : `${count} ${noun} (${takes.map(({ name, kind }) => (kind === 'rest' ? `${name}…` : name)).join(', ')})`
  }
}

/** The commands that `S` carries out, by their names on the wire. */
export type CommandTable<S> = Readonly<Record<string, Command<S>>>

/** The frames of each command of a table `T`, for `Zactor<C>`: a name that the table does not have does not compile. */
export type CommandsOf<T> = { [N in keyof T]: T[N] extends Command<never, infer F> ? F : never }

/** Gives functions that make commands for `S`, and that know the types of the arguments. */
export function commandsFor<S>() {
  return {
    /** A command that is answered by a signal. */
    command: <const A extends readonly Argument[]>(
      takes: A,
      help: string,
      run: (service: S, ...values: Values<A>) => Promise<void> | void,
      options?: CommandOptions,
    ): Command<S, Frames<A>> => new Command<S, Frames<A>>(takes, help, false, run as Run<S>, options),
    /** A command that is answered by the message that `run` returns, and then by a signal. */
    query: <const A extends readonly Argument[]>(
      takes: A,
      help: string,
      run: (service: S, ...values: Values<A>) => Promise<Reply> | Reply,
      options?: CommandOptions,
    ): Command<S, Frames<A>> => new Command<S, Frames<A>>(takes, help, true, run as Run<S>, options),
  }
}

/** VERBOSE, the same for every actor. */
export const VERBOSE = commandsFor<{ readonly log: ActorLog }>().command([], 'Logs each command and what the actor does.', ({ log }) => {
  log.verbose = true
})
