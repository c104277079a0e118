/** The rules of the socket types without sockets, with two pipes and without time. Numbers are those of spec/libzmq-clauses.ts. */
import type { Pipe } from '../../src/pipe/pipe.ts'
import { DealerPattern } from '../../src/pattern/dealer-pattern.ts'
import { PairPattern } from '../../src/pattern/pair-pattern.ts'
import { PullPattern } from '../../src/pattern/pull-pattern.ts'
import { PushPattern } from '../../src/pattern/push-pattern.ts'
import { RepPattern } from '../../src/pattern/rep-pattern.ts'
import { ReqPattern } from '../../src/pattern/req-pattern.ts'
import { RouterPattern } from '../../src/pattern/router-pattern.ts'
import { SubPattern } from '../../src/pattern/sub-pattern.ts'
import { XpubPattern } from '../../src/pattern/xpub-pattern.ts'
import type { XpubOptions } from '../../src/pattern/xpub-pattern.ts'
import { RecordHost, frames, text, write } from './record-host.ts'

// Ids of threats: docs/threats.md.

const req = { probeRouter: false, correlate: false, relaxed: false }
const router = { probeRouter: false, mandatory: false, handover: false, receiveMemory: 'pooled' as const }
const xpub: XpubOptions = {
  noDrop: false,
  invertMatching: false,
  verbosity: null,
  manual: false,
  welcomeMessage: null,
  maxSubscriptionsPerPeer: 10,
}

function code(fn: () => unknown): unknown {
  try {
    return fn()
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('ReqPattern', () => {
  it('drops messages that arrived before the request (rule 11)', () => {
    const [host, pattern] = [new RecordHost(), new ReqPattern(new RecordHost(), req, 0)]
    const far = host.attach(pattern)
    write(far, '', 'stale')
    pattern.send(frames('question'))
    expect(pattern.receive()).toBeUndefined()
    write(far, '', 'fresh')
    expect(text(pattern.receive())).toEqual(['fresh'])
  })

  it('may send again when the peer has disconnected, since there will be no reply (rule 10)', () => {
    const host = new RecordHost()
    const pattern = new ReqPattern(host, req, 0)
    const gone = host.attach(pattern)
    pattern.send(frames('lost'))
    expect([pattern.send(frames('again')), pattern.outOfTurn('send')?.code, pattern.outOfTurn('receive')]).toEqual([
      false,
      'EFSM',
      undefined,
    ])
    gone.close()
    const next = host.attach(pattern)
    expect(pattern.send(frames('again'))).toBe(true)
    expect(text(next.read())).toEqual(['', 'again'])
  })

  it('disconnects a remote peer that replies without a delimiter, and skips the message in process (rule 12)', () => {
    const host = new RecordHost()
    for (const wire of [true, false]) {
      const pattern = new ReqPattern(host, req, 0)
      const far = host.attach(pattern, { wire })
      pattern.send(frames('q'))
      write(far, 'no delimiter')
      expect([pattern.receive(), far.open]).toEqual([undefined, !wire])
    }
  })

  it('numbers its requests, and wraps around (rule 13)', () => {
    const host = new RecordHost()
    const pattern = new ReqPattern(host, { ...req, correlate: true, relaxed: true }, 0xfffffffe)
    const far = host.attach(pattern)
    for (let i = 0; i < 3; i++) pattern.send(frames('q'))
    const ids = [far.read(), far.read(), far.read()].map((each) => Buffer.from(each?.[0] as Uint8Array).toString('hex'))
    expect(ids).toEqual(['ffffffff', '00000000', '00000001'])
  })
})

describe('RepPattern', () => {
  it('skips a request without an empty frame, and one without a body (rule 15)', () => {
    const host = new RecordHost()
    const pattern = new RepPattern(host)
    const far = host.attach(pattern)
    write(far, 'no', 'delimiter')
    write(far, 'no body', '')
    write(far, '', 'good')
    expect([text(pattern.receive()), host.drops]).toEqual([['good'], { unexpected: 2 }])
  })

  it('drops the reply to a peer that has disconnected, or does not read (rule 15)', () => {
    const host = new RecordHost()
    const pattern = new RepPattern(host)
    const far = host.attach(pattern, { mark: 1 })
    for (let i = 0; i < 2; i++) {
      write(far, '', 'q')
      pattern.receive()
      pattern.send(frames('a'))
    }
    write(far, '', 'q')
    pattern.receive()
    far.close()
    pattern.send(frames('a'))
    expect(host.drops).toEqual({ 'high-water-mark': 1, unroutable: 1 })
  })
})

describe('RouterPattern', () => {
  const from = (pattern: RouterPattern): string[] | undefined => text(pattern.receive())

  it('receives from a second peer with the same id only after the first has gone, and then all its messages (rule 17)', () => {
    const host = new RecordHost()
    const pattern = new RouterPattern(host, router, 0)
    const [first, second] = [host.attach(pattern, { routingId: 'X' }), host.attach(pattern, { routingId: 'X' })]
    write(second, 'from the second')
    expect(from(pattern)).toBeUndefined()
    first.close()
    expect(from(pattern)).toEqual(['X', 'from the second'])
  })

  it('gives an id to a newer peer, and receives the earlier messages of the older peer with that id (rule 17)', () => {
    const host = new RecordHost()
    const pattern = new RouterPattern(host, { ...router, handover: true }, 0)
    const first = host.attach(pattern, { routingId: 'X' })
    write(first, 'old')
    const older = host.pipes[0]
    const second = host.attach(pattern, { routingId: 'X' })
    write(second, 'new')
    expect(pattern.readable).toBe(true)
    expect([from(pattern), pattern.source === older]).toEqual([['X', 'old'], true])
    expect([from(pattern), pattern.source === older]).toEqual([['X', 'new'], false])
    expect(from(pattern)).toBeUndefined()
  })

  it('keeps the older peer connected and drops its messages until the newer one disconnects (rule 17)', () => {
    const host = new RecordHost()
    const pattern = new RouterPattern(host, { ...router, handover: true }, 0)
    const first = host.attach(pattern, { routingId: 'X' })
    const second = host.attach(pattern, { routingId: 'X' })
    expect(host.displacements).toEqual(['X'])
    write(first, 'unheard')
    write(first, 'unheard too')
    expect([from(pattern), first.open, host.drops]).toEqual([undefined, true, { unexpected: 2 }])
    pattern.send(frames('X', 'for the second'))
    expect([first.read(), text(second.read())]).toEqual([undefined, ['for the second']])
    second.close()
    write(first, 'heard again')
    expect(from(pattern)).toEqual(['X', 'heard again'])
    pattern.send(frames('X', 'for the first'))
    expect(text(first.read())).toEqual(['for the first'])
  })

  it('counts the messages of a peer that disconnected before it had its id (rule 17)', () => {
    const host = new RecordHost()
    const pattern = new RouterPattern(host, router, 0)
    host.attach(pattern, { routingId: 'X' })
    const second = host.attach(pattern, { routingId: 'X' })
    write(second, 'never heard')
    second.close()
    expect([from(pattern), host.drops]).toEqual([undefined, { unexpected: 1 }])
  })

  it('does not report a displaced peer that had disconnected before', () => {
    const host = new RecordHost()
    const pattern = new RouterPattern(host, { ...router, handover: true }, 0)
    const first = host.attach(pattern, { routingId: 'X' })
    write(first, 'last words')
    host.attach(pattern, { routingId: 'X' })
    first.close()
    expect([from(pattern), host.drops]).toEqual([['X', 'last words'], {}])
  })

  it('is always writable, and with MANDATORY only if a peer has room (rule 18)', () => {
    const host = new RecordHost()
    const pattern = new RouterPattern(host, { ...router, mandatory: true }, 0)
    expect([new RouterPattern(host, router, 0).writable, pattern.writable]).toEqual([true, false])
    host.attach(pattern, { routingId: 'X', mark: 1 })
    expect([pattern.writable, pattern.send(frames('X', '1')), pattern.writable, pattern.send(frames('X', '2'))]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('drops and counts a message that is only an id, and throws with MANDATORY', () => {
    const host = new RecordHost()
    expect(new RouterPattern(host, router, 0).send(frames('X'))).toBe(true)
    expect(host.drops).toEqual({ unroutable: 1 })
    expect(code(() => new RouterPattern(host, { ...router, mandatory: true }, 0).send(frames('X')))).toBe('EINVAL')
  })
})

describe('DealerPattern', () => {
  it('probes a new peer with an empty message (rule 20)', () => {
    const host = new RecordHost()
    expect(text(host.attach(new DealerPattern({ probeRouter: true })).read())).toEqual([''])
    expect(host.attach(new DealerPattern({ probeRouter: false })).read()).toBeUndefined()
  })
})

describe('PushPattern and PullPattern', () => {
  it('a PUSH drops the messages of a peer', () => {
    const host = new RecordHost()
    const far = host.attach(new PushPattern(host))
    write(far, 'a')
    write(far, 'b')
    expect(host.drops).toEqual({ unexpected: 2 })
  })

  it('a PULL reads what a peer sent before it disconnected, and then removes it', () => {
    const host = new RecordHost()
    const pattern = new PullPattern()
    const far = host.attach(pattern)
    write(far, 'a')
    far.close()
    expect([text(pattern.receive()), pattern.receive(), pattern.readable]).toEqual([['a'], undefined, false])
  })
})

describe('PairPattern', () => {
  it('closes a second peer at once, and accepts one after the first has gone (rule 36)', () => {
    const host = new RecordHost()
    const pattern = new PairPattern()
    const first = host.attach(pattern)
    expect([host.attach(pattern).open, first.open]).toEqual([false, true])
    first.close()
    expect(host.attach(pattern).open).toBe(true)
  })
})

describe('SubPattern', () => {
  it('filters messages that a publisher should not have sent (rule 22)', () => {
    const host = new RecordHost()
    const pattern = new SubPattern(host, { invertMatching: false })
    const far = host.attach(pattern)
    write(far, 'a', 'before')
    expect(pattern.receive()).toBeUndefined()
    pattern.send(frames('\u0001a'))
    write(far, 'b', 'a')
    write(far, 'ab', 'c')
    expect([text(pattern.receive()), pattern.receive(), pattern.writable]).toEqual([['ab', 'c'], undefined, false])
  })

  it('sends each SUBSCRIBE, and one CANCEL for all of them (rule 23) (wire 22)', () => {
    const host = new RecordHost()
    const pattern = new SubPattern(host, { invertMatching: false })
    const far = host.attach(pattern)
    for (const each of ['\u0001a', '\u0001a', '\u0000a', '\u0000a', '\u0000a']) pattern.send(frames(each))
    expect([text(far.read()), text(far.read()), text(far.read()), far.read()]).toEqual([['\u0001a'], ['\u0001a'], ['\u0000a'], undefined])
  })

  it('sends each subscription once to a new publisher, even above the high-water mark (rule 33)', () => {
    const host = new RecordHost()
    const pattern = new SubPattern(host, { invertMatching: false })
    for (let i = 0; i < 50; i++) pattern.send(frames(`\u0001${i}`))
    pattern.send(frames('\u00010'))
    expect(host.attach(pattern, { mark: 1 }).waiting).toBe(50)
  })
})

describe('XpubPattern', () => {
  function told(far: Pipe, ...subscriptions: string[]): void {
    for (const each of subscriptions) write(far, each)
  }

  it('keeps a set per peer: one CANCEL undoes many SUBSCRIBEs (rule 23)', () => {
    const host = new RecordHost()
    const pattern = new XpubPattern(host, xpub)
    const far = host.attach(pattern)
    told(far, '\u0001a', '\u0001a', '\u0000a')
    pattern.send(frames('a'))
    expect([far.read(), pattern.topics]).toEqual([undefined, 0])
  })

  it('ignores a CANCEL of a topic without subscription (L14)', () => {
    const host = new RecordHost()
    const pattern = new XpubPattern(host, xpub)
    told(host.attach(pattern), '\u0000never')
    expect(pattern.receive()).toBeUndefined()
  })

  it('sends a message once to a peer with several matching topics', () => {
    const host = new RecordHost()
    const pattern = new XpubPattern(host, xpub)
    const far = host.attach(pattern)
    told(far, '\u0001', '\u0001a', '\u0001ab')
    pattern.send(frames('abc'))
    expect(far.waiting).toBe(1)
  })

  it('disconnects a peer with too many subscriptions', () => {
    const host = new RecordHost()
    const far = host.attach(new XpubPattern(host, xpub))
    for (let i = 0; i < 11; i++) told(far, `\u0001${i}`)
    expect([far.open, host.drops]).toEqual([false, { unexpected: 1 }])
  })
})
