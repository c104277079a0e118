/** Tests of memory that frames share, which cannot be transferred, and of memory that one frame owns, which can be. */
import { MessageChannel } from 'node:worker_threads'
import { latin1, message } from '@tszmq/testkit'
import { arena } from '../src/arena.ts'
import { Decoder } from '../src/decoder.ts'
import { EMPTY } from '../src/frame.ts'
import type { Message } from '../src/frame.ts'
import { LegacyDecoder } from '../src/legacy-framing.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { allocatePooled, canPool, guarded, guardedCopy } from '../src/pooled-memory.ts'
import { acquireSlab } from '../src/slab-pool.ts'

/** Tries to move the memory of `bytes` to another thread, as a program would. Node 20 copies what it must not move, others throw. */
function transfer(bytes: Uint8Array): void {
  const { port1 } = new MessageChannel()
  try {
    port1.postMessage(bytes, [bytes.buffer as ArrayBuffer])
  } catch {
    // Refused.
  } finally {
    port1.close()
  }
}

function received(owned: boolean, ...chunks: readonly Uint8Array[]): Message[] {
  const messages: Message[] = []
  const decoder = new Decoder({ message: (each) => void messages.push(each), command: () => undefined }, DEFAULT_LIMITS, false, owned)
  for (const chunk of chunks) decoder.push(chunk)
  return messages
}

describe('pooled memory', () => {
  it('can be marked in this runtime', () => {
    expect(canPool()).toBe(true)
  })

  it.each([
    ['a piece of the arena', () => (received(false, message(latin1('x'))), arena.bytes)],
    ['a slab', acquireSlab],
    ['the empty frame', () => EMPTY],
    ['a small kept copy', () => guardedCopy(latin1('id'))],
    ['a large kept copy', () => guardedCopy(new Uint8Array(10_000))],
    ['a small kept piece', () => guarded(5)],
    ['any pooled piece', () => allocatePooled(100)],
  ])('%s cannot be transferred', (_, make) => {
    const bytes = make()
    const { length } = bytes
    const { byteLength } = bytes.buffer
    transfer(bytes)
    expect([bytes.length, bytes.buffer.byteLength]).toEqual([length, byteLength])
    // A detached array throws here, whatever its length.
    expect(() => new Uint8Array(8).set(bytes.subarray(0, 8))).not.toThrow()
  })

  it('does not change the other frames of a chunk when one is transferred', () => {
    const messages = received(false, Buffer.concat(['one', 'two', 'three'].map((word) => message(latin1(word)))))
    transfer(messages[1]?.[0] as Uint8Array)
    expect([messages[0], messages[2]].map((each) => String(each?.[0]))).toEqual(['one', 'three'])
  })
})

describe('frames that own their memory', () => {
  const sizes = [0, 1, 8, 24, 63, 64, 65, 255, 256, 257, 4096, 65_536, 300_000]

  it.each(sizes)('have a buffer of exactly their %i bytes, aligned to 8', (size) => {
    const body = Buffer.alloc(size, 'x')
    const whole = Buffer.from(message(latin1('topic'), body))
    for (const chunks of [
      [whole],
      [whole.subarray(0, 9), whole.subarray(9)],
      [whole.subarray(0, whole.length >> 1), whole.subarray(whole.length >> 1)],
    ]) {
      const [[topic, frame] = []] = received(true, ...chunks)
      for (const each of [topic, frame] as Buffer[]) {
        expect([each.byteOffset, each.buffer.byteLength, Buffer.isBuffer(each)]).toEqual([0, each.length, true])
      }
      expect(String(topic)).toBe('topic')
      expect(body.equals(frame as Buffer)).toBe(true)
    }
  })

  it('can be read as an array of doubles', () => {
    const numbers = Float64Array.of(1, 2, 3)
    const [[, frame] = []] = received(true, message(latin1('pos'), new Uint8Array(numbers.buffer)))
    expect(new Float64Array((frame as Uint8Array).buffer)).toEqual(numbers)
  })

  it('can be transferred without changing another frame', () => {
    const messages = received(true, Buffer.concat(['one', 'two', 'x'.repeat(100), 'four'].map((word) => message(latin1(word)))))
    transfer(messages[1]?.[0] as Uint8Array)
    transfer(messages[2]?.[0] as Uint8Array)
    expect(messages.map(([frame]) => String(frame))).toEqual(['one', '', '', 'four'])
  })

  it('are also delivered from a peer of ZMTP 1.0, even an empty frame', () => {
    const messages: Message[] = []
    const decoder = new LegacyDecoder({ message: (each) => void messages.push(each), command: () => undefined }, DEFAULT_LIMITS)
    decoder.push(Uint8Array.of(1, 0, 1, 0, 3, 0, 65, 66))
    const frames = messages.map(([frame]) => frame as Uint8Array)
    expect(frames.map((frame) => [frame.length, frame.buffer.byteLength])).toEqual([
      [0, 0],
      [0, 0],
      [2, 2],
    ])
    transfer(frames[0] as Uint8Array)
    decoder.push(Uint8Array.of(1, 0))
    expect(() => new Uint8Array(1).set(messages[3]?.[0] as Uint8Array)).not.toThrow()
  })
})
