/** Pipes for tests of routing: `count` pairs, socket ends for the strategy under test, session ends for the test. */
import { Pipe } from '../../src/pipe/pipe.ts'

export interface Ends {
  readonly near: Pipe
  readonly far: Pipe
}

/** `mark`: the high-water mark both ways; 0 is no limit. */
export function pipes(count: number, mark = 0): Ends[] {
  return Array.from({ length: count }, () => {
    const options = { highWaterMark: mark, conflate: false, flusher: undefined }
    const [near, far] = Pipe.pair(options, options)
    return { near, far }
  })
}

/** A message of one frame of text. */
export function message(text: string): Uint8Array[] {
  return [Buffer.from(text)]
}

/** Everything that waits at `pipe`, as text. */
export function read(pipe: Pipe): string[] {
  const all: string[] = []
  for (let next = pipe.read(); next !== undefined; next = pipe.read()) {
    all.push(next.map((frame) => Buffer.from(frame).toString('latin1')).join('|'))
  }
  return all
}
