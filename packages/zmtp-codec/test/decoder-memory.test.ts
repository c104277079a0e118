/** Tests of the memory that a decoder keeps between two chunks: not the piece of the arena with the last chunk. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Prints how many of 50 pieces of the arena are alive after 50 decoders got a chunk each, without its last `missing` bytes, and what came of the last frames. */
const PROGRAM = `
import { Decoder } from '@tszmq/zmtp-codec/internal'
import { DEFAULT_LIMITS } from '@tszmq/zmtp-codec'

const missing = Number(process.argv[1])
const frame = (text) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)])
const last = frame('the last one')
const chunk = Buffer.concat([...Array.from({ length: 600 }, () => frame('x'.repeat(100))), last])
const pieces = []
const decoders = Array.from({ length: 50 }, () => {
  let messages = []
  const decoder = new Decoder({ message: (message) => void messages.push(message), command: () => undefined }, DEFAULT_LIMITS, false)
  decoder.push(chunk.subarray(0, chunk.length - missing))
  pieces.push(new WeakRef(messages[0][0].buffer))
  messages = []
  return { decoder, texts: () => messages.map(String) }
})
// What a WeakRef was made for or asked for lives until the end of the turn.
await new Promise(setImmediate)
gc()
const alive = pieces.filter((piece) => piece.deref() !== undefined).length
const came = decoders.map(({ decoder, texts }) => {
  decoder.push(chunk.subarray(chunk.length - missing))
  decoder.push(frame('next'))
  return texts().join()
})
console.log(JSON.stringify({ alive, came: [...new Set(came)] }))
`

describe.each([
  ['ends with a whole frame', 0, 'next'],
  ['ends inside of a frame', 5, 'the last one,next'],
  ['ends inside of a header', 13, 'the last one,next'],
])('a decoder whose large chunk %s', (_what, missing, texts) => {
  it('does not keep the memory of that chunk, and goes on', () => {
    const flags = ['--expose-gc', '--input-type=module', '--eval', PROGRAM, '--', String(missing)]
    const { alive, came } = JSON.parse(execFileSync(process.execPath, flags, { cwd: join(__dirname, '..'), encoding: 'utf8' })) as {
      alive: number
      came: string[]
    }
    // The piece that is being filled is the arena's.
    expect(alive).toBeLessThanOrEqual(1)
    expect(came).toEqual([texts])
  })
})
