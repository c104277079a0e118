/** Tests of runs: several received messages that are still encoded. The tests of the decoder check their content. */
import { frame, hex, join, latin1 } from '@tszmq/testkit'
import { Decoder } from '../src/decoder.ts'
import type { Message } from '../src/frame.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import type { Run } from '../src/run.ts'

const MORE = 1

/** Writes down what comes, runs as `r<count>`; has room for `room` messages. */
function listen(room: number) {
  const events: string[] = []
  const runs: Run[] = []
  const sink = {
    room,
    message: (message: Message) => void events.push(message.map(hex).join()),
    command: () => void events.push('command'),
    run: (run: Run) => {
      events.push(`r${run.count}`)
      runs.push(run)
    },
  }
  const decoder = new Decoder(sink, DEFAULT_LIMITS, false)
  decoder.enableRuns()
  return { events, runs, sink, decoder }
}

const a = frame(0, latin1('a'))
const two = join(frame(MORE, latin1('b')), frame(0, latin1('c')))

describe('a run', () => {
  it('has all complete messages of a chunk, of one frame or of several', () => {
    const { decoder, runs, events } = listen(1000)
    decoder.push(join(a, two, frame(0, new Uint8Array(300)), a))
    expect(events).toEqual(['r4'])
    const [run] = runs as [Run]
    expect([run.take(), run.take(), run.take(), run.take()].map((message) => message.map((each) => each.length))).toEqual([
      [1],
      [1, 1],
      [300],
      [1],
    ])
    expect(run.count).toBe(0)
  })

  it('ends before a command and before an incomplete message', () => {
    const { decoder, events } = listen(1000)
    decoder.push(join(a, a, frame(4, join(new Uint8Array([4]), latin1('PING'))), a, a, two.subarray(0, 4)))
    decoder.push(join(two.subarray(4), a))
    expect(events).toEqual(['r2', 'command', 'r2', '62,63', '61'])
  })

  it('is not used for a single message', () => {
    const { decoder, events } = listen(1000)
    decoder.push(a)
    decoder.push(two)
    expect(events).toEqual(['61', '62,63'])
  })

  it('has at most as many messages as there is room; the others follow when there is room again', () => {
    const { decoder, events, sink } = listen(3)
    sink.run = (run) => {
      events.push(`r${run.count}`)
      decoder.paused = true
    }
    decoder.push(join(a, a, a, a, a))
    expect(events).toEqual(['r3'])
    decoder.resume()
    expect(events).toEqual(['r3', 'r2'])
  })

  it('keeps its messages when the chunk is reused', () => {
    const { decoder, runs } = listen(1000)
    const chunk = join(a, a)
    decoder.push(chunk)
    chunk.fill(0xff)
    decoder.push(join(two, two))
    expect([runs[0]!.take(), runs[1]!.take(), runs[0]!.take(), runs[1]!.take()].map((each) => each.map(hex).join())).toEqual([
      '61',
      '62,63',
      '61',
      '62,63',
    ])
  })

  it('returns a new array for each message, and a Buffer for each frame', () => {
    const { decoder, runs } = listen(1000)
    decoder.push(join(a, a))
    const [first, second] = [runs[0]!.take(), runs[0]!.take()]
    expect(first).not.toBe(second)
    expect(Buffer.isBuffer(first[0])).toBe(true)
  })

  it('gives each frame memory of its own if frames are owned, of one frame or of several', () => {
    const runs: Run[] = []
    const sink = { room: 1000, message: () => undefined, command: () => undefined, run: (run: Run) => void runs.push(run) }
    const decoder = new Decoder(sink, DEFAULT_LIMITS, false, true)
    decoder.enableRuns()
    decoder.push(join(a, two, frame(0, new Uint8Array(300).fill(7))))
    const [run] = runs as [Run]
    const frames = [...run.take(), ...run.take(), ...run.take()]
    expect(frames.map((each) => [each.byteOffset, each.buffer.byteLength])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 300],
    ])
    expect(frames.map((each) => hex(each.subarray(0, 1)))).toEqual(['61', '62', '63', '07'])
  })
})
