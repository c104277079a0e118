/**
 * ZAP under the fuzzer: the handler answers whatever comes with what the asking side understands, and the asking side takes nothing
 * for an answer but what is one.
 */
import { readZapReply } from '@tszmq/sockets/internal'
import { encodeZapReply, isFault, parseZapRequest } from '@tszmq/zauth/internal'
import { join, latin1, property } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const STATUSES = [200, 300, 400, 500] as const
const WORDS = [
  '',
  '1.0',
  '1',
  '1.1',
  '200',
  '300',
  '20',
  '2000',
  'NULL',
  'PLAIN',
  'CURVE',
  'GSSAPI',
  '127.0.0.1',
  '__proto__',
  'joe',
  'x'.repeat(256),
]
const MECHANISMS = ['NULL', 'PLAIN', 'CURVE', 'GSSAPI'] as const
const NAMES = ['Role', 'role', 'X-a', '__proto__', 'n o', '']

/** Frames that are right, or nearly: one is changed, left out, or there twice. */
function nearly(random: Xoshiro128, frames: readonly Uint8Array[]): Buffer[] {
  const all = frames.map((frame) => Buffer.from(frame))
  if (random.once(3)) return all
  const at = random.below(all.length)
  const other = Buffer.from(random.once(2) ? latin1(random.pick(WORDS)) : random.bytes(random.below(40)))
  all.splice(at, random.below(2), ...(random.once(3) ? [] : [other]))
  return all
}

function request(random: Xoshiro128): Buffer[] {
  const mechanism = random.pick(MECHANISMS)
  const credentials = { NULL: [], PLAIN: [latin1('joe'), random.bytes(random.below(9))], CURVE: [random.bytes(32)], GSSAPI: [] }[mechanism]
  const words = ['', '1.0', '1', 'domain', random.pick(WORDS), ''].map(latin1)
  return nearly(random, [random.bytes(5), ...words, latin1(mechanism), ...credentials])
}

export function zapRequestTarget(random: Xoshiro128): void {
  const frames = request(random)
  const parsed = parseZapRequest(frames)
  if (parsed === undefined) return
  if (!isFault(parsed.request) && parsed.request.mechanism === 'CURVE' && parsed.request.publicKey.length !== 40) {
    throw new Error('let a CURVE request pass without a key')
  }
  const status = random.pick(STATUSES)
  const metadata = new Map([[random.pick(NAMES), 'value']])
  const reply = encodeZapReply(parsed.back, { status, text: 'why', userId: 'joe', metadata })
  const answer = reply.slice(parsed.back.envelope.length - 1)
  // What a handler gives back goes to whoever asked, who reads it as its own, whatever its request looked like.
  answer[2] = latin1('1')
  const verdict = readZapReply(answer)
  const expected = [status, status === 200 ? 'joe' : '']
  if (verdict.status !== expected[0] || verdict.userId !== expected[1])
    throw new Error(`answered ${status}, which was read as ${verdict.status}`)
}

export function zapReplyTarget(random: Xoshiro128): void {
  const metadata = join(...Array.from({ length: random.below(3) }, () => property(random.pick(NAMES), random.bytes(random.below(9)))))
  const words = ['', '1.0', '1', String(random.pick(STATUSES)), 'text', random.pick(WORDS)].map(latin1)
  const reply = nearly(random, [...words, metadata])
  let verdict: ReturnType<typeof readZapReply>
  try {
    verdict = readZapReply(reply)
  } catch (error) {
    if (/^ERR_ZAP_/.test((error as { code?: string }).code ?? '')) return
    throw new Error('threw what is no fault of ZAP', { cause: error })
  }
  const sound = reply.length === 7 && reply[0]?.length === 0 && String(reply[1]) === '1.0' && String(reply[2]) === '1'
  if (!sound || String(reply[3]) !== String(verdict.status)) throw new Error('took for an answer what is none')
}
