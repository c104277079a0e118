/** A socket as whoever forwards its messages in bulk sees it: nothing here waits, and nothing is copied. For the inside only. */
import type { Inbox } from './inbox.ts'
import type { Outbox } from './outbox.ts'
import type { Pattern } from './pattern.ts'

export interface Traffic {
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly pattern: Pattern
  /** Ends the telling of changes. */
  stop(): void
}
