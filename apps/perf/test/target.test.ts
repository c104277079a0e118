/** Which promise belongs to which figure, and whether it holds. */
import { curve } from '../src/benchmarks/curve.ts'
import { burst } from '../src/benchmarks/fanout.ts'
import type { CurveCryptoName } from '../src/curve-crypto.ts'
import type { Side } from '../src/side.ts'
import { findTarget, judge } from '../src/target.ts'

const throughput = { title: 'PUSH → PULL over tcp' }

describe('targets', () => {
  it('finds the ratio for one size and one peer', () => {
    expect(findTarget('throughput', 'rate', { ...throughput, label: '1 kB', peer: 'addon' })).toMatchObject({ atLeast: 4 })
    expect(findTarget('throughput', 'rate', { ...throughput, label: '1 kB', peer: 'c' })).toMatchObject({ atLeast: 1 })
  })

  it('finds none where none was promised', () => {
    expect(findTarget('throughput', 'rate', { ...throughput, label: '100 kB', peer: 'c' })).toBeUndefined()
    expect(findTarget('throughput', 'rate', { ...throughput, label: '10 B' })).toBeUndefined()
    expect(findTarget('latency', 'p50', { title: 'REQ ↔ REP over tcp', label: '100 B', peer: 'bare' })).toBeUndefined()
  })

  it('tells the proxy over tcp from the one over inproc', () => {
    const label = '100 B'
    expect(findTarget('proxy', 'rate', { title: 'PUSH → proxy over tcp', label, peer: 'addon' })).toBeDefined()
    expect(findTarget('proxy', 'rate', { title: 'XPUB → proxy over inproc', label, peer: 'addon' })).toBeUndefined()
    expect(findTarget('proxy', 'rate', { title: 'XPUB → proxy over inproc', label, peer: 'c' })).toMatchObject({ atLeast: 0.8 })
  })

  it('expects more of a fan-out by batches', () => {
    const of = (batches: boolean) => findTarget('burst', 'rate', { title: burst(10, 100, batches).title, label: 'to 10', peer: 'c' })
    expect([of(false), of(true)]).toMatchObject([{ atLeast: 1 }, { atLeast: 1.3 }])
  })

  it('tells our two kinds of cryptography apart', () => {
    const of = (crypto: CurveCryptoName, label: string, peer: Side) =>
      findTarget('curve', 'rate', { title: curve(32, crypto, false).title, label, peer })
    expect(of('wasm', '1 KiB', 'addon')).toMatchObject({ atLeast: 0.6 })
    expect(of('wasm', '1 KiB', 'c')).toBeUndefined()
    expect(of('native', '1 KiB', 'addon')).toMatchObject({ atLeast: 2 })
    expect(of('native', '32 B', 'c')).toMatchObject({ atLeast: 0.6 })
  })

  it('finds one for handshakes alone', () => {
    expect(findTarget('handshakes', 'rate', { title: 'CURVE handshakes', label: 'over tcp' })).toMatchObject({ atLeast: 500 })
    expect(findTarget('handshakes', 'rate', { title: 'CURVE handshakes', label: 'over tcp', peer: 'c' })).toBeUndefined()
  })

  it.each([
    [10, { holds: true, text: '≥ 10 ok' }],
    [9.99, { holds: false, text: '≥ 10 below' }],
  ])('judges a ratio of %d that should be at least 10', (value, verdict) => {
    expect(judge({ of: 'throughput', figure: 'rate', atLeast: 10 }, value, 'x')).toEqual(verdict)
  })

  it.each([
    [24 * 1024, { holds: true, text: '≤ 24 KiB ok' }],
    [25 * 1024, { holds: false, text: '≤ 24 KiB above' }],
  ])('judges %d bytes that should be at most 24 KiB', (value, verdict) => {
    expect(judge({ of: 'memory', figure: 'connection', atMost: 24 * 1024 }, value, 'B')).toEqual(verdict)
  })
})
