/** Certificates under the fuzzer: nothing but a ConfigError is thrown, it never tells the secret, and what is read is a pair. */
import { ConfigError, Zcert } from '@tszmq/zconfig'
import { damage } from './fuzz-input.ts'
import { hex } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const PUBLIC = 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID'
const SECRET = 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs'
const COMMENTS = ['#   ****  Generated on 2026-01-01 by CZMQ  ****\n', '', '# a\n\n']
const METADATA = ['', '    name = "Alice"\n', "    name = Alice # 1\n    email = 'a@b.c'\n", '    __proto__ = 1\n']

export function certificateTarget(random: Xoshiro128): void {
  const secret = random.once(3) ? '' : `    secret-key = "${SECRET}"\n`
  const text = `${random.pick(COMMENTS)}metadata\n${random.pick(METADATA)}curve\n    public-key = "${PUBLIC}"\n${secret}`
  const input = damage(random, new TextEncoder().encode(text))
  let cert: Zcert
  try {
    cert = Zcert.parse(input, 'x')
  } catch (error) {
    if (!(error instanceof ConfigError)) throw new Error(`threw what is no ConfigError for ${hex(input)}`, { cause: error })
    if (/[^ ]{35}/.test(error.message)) throw new Error(`told a key: ${error.message}`, { cause: error })
    return
  }
  if (cert.secretTxt !== undefined && (cert.secretTxt !== SECRET || cert.publicTxt !== PUBLIC)) {
    throw new Error(`read two keys that do not belong together from ${hex(input)}`)
  }
  if (cert.publicKey.length !== 32) throw new Error(`read a key of ${cert.publicKey.length} bytes from ${hex(input)}`)
}
