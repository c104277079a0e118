/** A socket as whoever forwards its messages in bulk sees it: nothing here waits, and nothing is copied. For the inside only. */
import type { Inbox } from '../wait/inbox.ts'
import type { Outbox } from '../wait/outbox.ts'
import type { Pattern } from '../pattern/pattern.ts'

export interface Traffic {
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly pattern: Pattern
  /** Ends the telling of changes. */
  stop(): void
}
