/** Tests of the accept filter: libzmq's cases of test_tcp_accept_filter, and the prefixes between them. */
import { AcceptFilter } from '../src/tcp/accept-filter.ts'

const MALFORMED = [
  'foo',
  '0.0.0.0foo',
  '0.0.0.0/foo',
  '0.0.0.0/',
  '0.0.0.0/-1',
  '0.0.0.0/33',
  '::/129',
  '',
  '/8',
  '1.2.3/8',
  'localhost',
  '::1%lo',
]

for (const block of MALFORMED) {
  it(`rejects "${block}" with EINVAL`, () => {
    expect(() => new AcceptFilter([block])).toThrow(expect.objectContaining({ name: 'TransportError', code: 'EINVAL' }))
  })
}

const CASES: readonly [blocks: string[], address: string, accepted: boolean][] = [
  [[], '127.0.0.1', true],
  [['127.0.0.1/32'], '127.0.0.1', true],
  [['127.0.0.1'], '127.0.0.1', true],
  [['0.0.0.0/0'], '127.0.0.1', true],
  [['127.0.0.255/32'], '127.0.0.1', false],
  [['127.0.0.255/32', '127.0.0.0/8'], '127.0.0.1', true],
  [['10.0.0.0/9'], '10.127.255.255', true],
  [['10.0.0.0/9'], '10.128.0.0', false],
  [['10.1.2.3/8'], '10.9.9.9', true],
  [['127.0.0.1'], '::ffff:127.0.0.1', true],
  [['::ffff:127.0.0.0/104'], '127.0.0.1', true],
  [['::1'], '::1', true],
  [['::1/128'], '::2', false],
  [['fd00::/8'], 'fdff::1', true],
  [['fd00::/8'], 'fe00::1', false],
  [['fe80::/10'], 'fe80::1%eth0', true],
  [['0.0.0.0/0'], '::1', false],
  [['::/0'], '127.0.0.1', false],
  [['::/0'], '::1', true],
  [['127.0.0.1'], '', false],
]

for (const [blocks, address, accepted] of CASES) {
  const [verb, where] = accepted ? ['lets', 'in'] : ['keeps', 'out']
  it(`${verb} ${address || 'a peer without address'} ${where} with [${blocks.join(', ')}]`, () => {
    expect(new AcceptFilter(blocks).accepts(address)).toBe(accepted)
  })
}
