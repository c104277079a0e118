/** A pattern host for tests: records its calls. */
import type { DropReason, Pattern, PatternHost } from '../../src/pattern/pattern.ts'
import { Pipe } from '../../src/pipe/pipe.ts'
import type { PeerInfo } from '@tszmq/zmtp-codec'

export class RecordHost implements PatternHost {
  /** How many messages were dropped, by reason. */
  readonly drops: Partial<Record<DropReason, number>> = {}

  /** The sockets' ends of all pipes, in order. */
  readonly pipes: Pipe[] = []
  /** Routing ids that went to a newer peer. */
  readonly displacements: string[] = []

  displaced(_older: Pipe, _newer: Pipe, routingId: Uint8Array): void {
    this.displacements.push(Buffer.from(routingId).toString())
  }

  dropped(reason: DropReason, count: number): void {
    if (count > 0) this.drops[reason] = (this.drops[reason] ?? 0) + count
  }

  wake(): void {}

  /** Joins `pattern` with a new peer; returns the peer's end. */
  attach(pattern: Pattern, options: { routingId?: string; mark?: number; wire?: boolean } = {}): Pipe {
    const { routingId = '', mark = 0, wire = false } = options
    const end = { highWaterMark: mark, conflate: false, flusher: undefined }
    const [near, far] = Pipe.pair(end, end)
    near.wire = wire
    near.info = { routingId: Buffer.from(routingId) } as unknown as PeerInfo
    near.owner = {
      readable: (pipe) => pattern.activateRead(pipe),
      writable: (pipe) => pattern.activateWrite(pipe),
      pipeClosed: (pipe) => {
        pattern.detach(pipe)
        pipe.close(true)
      },
    }
    this.pipes.push(near)
    pattern.attach(near)
    return far
  }
}

/** Writes a message of text to a pipe and flushes it. */
export function write(pipe: Pipe, ...frames: string[]): void {
  pipe.write(frames.map((frame) => Buffer.from(frame)))
  pipe.flush()
}

export function frames(...texts: string[]): Uint8Array[] {
  return texts.map((each) => Buffer.from(each))
}

export function text(message: readonly Uint8Array[] | undefined): string[] | undefined {
  return message?.map((frame) => Buffer.from(frame).toString('latin1'))
}
