/** SUB (RFC 29): what it subscribed to, from all its publishers. Cannot send. */
import type { SocketOptions } from './core/socket-options.ts'
import { defineOptions } from './core/accessors.ts'
import { ReceivingSocket } from './core/duplex.ts'
import type { Pattern } from './core/pattern.ts'
import { SubPattern } from './pattern/sub-pattern.ts'

export class Subscriber extends ReceivingSocket {
  declare conflate: boolean
  declare invertMatching: boolean

  constructor(options?: SocketOptions<Subscriber>) {
    super('SUB', options)
  }

  /** Receives messages that begin with one of `prefixes` too; without any, all messages. Each call counts. */
  subscribe(...prefixes: readonly (string | Buffer)[]): void {
    this.#tell(1, prefixes)
  }

  /** Undoes one `subscribe` of each of `prefixes`. */
  unsubscribe(...prefixes: readonly (string | Buffer)[]): void {
    this.#tell(0, prefixes)
  }

  /** ZMQ_TOPICS_COUNT: distinct prefixes subscribed to. */
  get topicsCount(): number {
    return (this.pattern as SubPattern).topics
  }

  #tell(kind: 0 | 1, prefixes: readonly (string | Buffer)[]): void {
    for (const prefix of prefixes.length === 0 ? [''] : prefixes) {
      this.pattern.send([Buffer.concat([Buffer.of(kind), Buffer.from(prefix as string)])])
    }
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new SubPattern(this, this.values)
  }
}

defineOptions(Subscriber, 'SUB')
