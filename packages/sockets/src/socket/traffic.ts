/** A socket as code that forwards its messages in bulk sees it: without waiting and without copies. */
import type { Inbox } from '../wait/inbox.ts'
import type { Outbox } from '../wait/outbox.ts'
import type { Pattern } from '../pattern/pattern.ts'

export interface Traffic {
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly pattern: Pattern
  /** Stops the calls of `changed`. */
  stop(): void
}
