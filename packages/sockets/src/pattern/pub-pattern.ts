/** The pattern of PUB (RFC 29): sends to all subscribers, and drops messages for those at their high-water mark. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'
import { XpubPattern } from './xpub-pattern.ts'

export class PubPattern extends XpubPattern {
  override get readable(): boolean {
    return false
  }

  override receive(): Message | undefined {
    return undefined
  }

  protected override userMessage(_message: Message, pipe: Pipe): void {
    this.host.dropped('unexpected', 1, pipe)
  }

  protected override notify(): void {}
}
