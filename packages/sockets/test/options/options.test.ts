/** Options: for each row of the table its default, its range, invalid values, and refused options. */
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from '../../src/index.ts'
import type { Socket } from '../../src/index.ts'
import { CONTEXT_OPTIONS, SOCKET_OPTIONS } from '../../src/options/option-table.ts'
import { CONTEXT_OPTION_TEXTS, SOCKET_OPTION_TEXTS } from '../../src/options/option-texts.ts'
import type { OptionRow } from '../../src/options/option-table.ts'
import { checkOption, defaultOptions, optionsOf } from '../../src/options/options.ts'

// Ids of threats: docs/threats.md.

const CLASSES = {
  PAIR: Pair,
  PUB: Publisher,
  SUB: Subscriber,
  REQ: Request,
  REP: Reply,
  DEALER: Dealer,
  ROUTER: Router,
  PULL: Pull,
  PUSH: Push,
  XPUB: XPublisher,
  XSUB: XSubscriber,
  STREAM: Stream,
} as const
const TYPES = Object.keys(CLASSES) as (keyof typeof CLASSES)[]

/** What no option takes as a number of anything (threat J8). */
const NO_NUMBERS = [NaN, Infinity, -Infinity, -2, 0.5, 2 ** 53]
const rows = (kind: OptionRow['kind']): OptionRow[] => SOCKET_OPTIONS.filter((row) => row.kind === kind)
const integers = rows('integer')
const names = (some: readonly OptionRow[]): [string, OptionRow][] => some.map((row) => [row.name, row])

function code(fn: () => unknown): unknown {
  try {
    return fn()
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name
  }
}

describe('the option table', () => {
  it('has every property once, and every libzmq number once', () => {
    expect(new Set(SOCKET_OPTIONS.map((row) => row.name)).size).toBe(SOCKET_OPTIONS.length)
    const numbers = SOCKET_OPTIONS.filter((row) => row.number >= 0).map((row) => row.number)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it.each([
    ['socket', SOCKET_OPTIONS, SOCKET_OPTION_TEXTS],
    ['context', CONTEXT_OPTIONS, CONTEXT_OPTION_TEXTS],
  ])('has a text for each option of a %s, and a reason for each refused one', (_name, table, texts) => {
    expect(Object.keys(texts)).toEqual(table.map((row) => row.name))
    for (const row of table) expect(texts[row.name]).toMatch(/^[`A-Z].*\.$/)
    const refused = table.filter((row) => row.effect === 'refused')
    expect(table.filter((row) => row.reason !== undefined)).toEqual(refused)
  })
})

describe.each(names(SOCKET_OPTIONS))('option %s', (name, row) => {
  const [type = 'DEALER'] = row.sockets === 'all' ? (['DEALER'] as const) : row.sockets

  it('has its default', () => {
    const socket = new CLASSES[type as keyof typeof CLASSES]()
    const expected = row.defaults?.[type] ?? row.default
    expect((socket as unknown as Record<string, unknown>)[name]).toBe(expected)
    socket.close()
  })

  it('accepts its default as a value', () => {
    expect(() => checkOption(row, row.default)).not.toThrow()
  })

  it('throws for a value of another kind', () => {
    const wrong = row.kind === 'integer' ? '1' : row.kind === 'boolean' ? 1 : 7.5
    expect(code(() => checkOption(row, wrong))).toBe(row.kind === 'choice' ? 'EINVAL' : 'TypeError')
    expect(code(() => checkOption(row, undefined))).toBe(row.kind === 'choice' ? 'EINVAL' : 'TypeError')
  })
})

describe.each(names(integers.filter((row) => row.unit === 'ms')))('the time %s', (_name, row) => {
  it('is limited to what a timer can wait', () => {
    expect(row.max).toBeLessThanOrEqual(0x7fffffff)
    expect(code(() => checkOption(row, 2 ** 31))).toBe('EINVAL')
  })
})

describe.each(names(integers))('the number %s', (_name, row) => {
  const allowed = row.effect === 'refused' ? 'ENOTSUP' : undefined

  it.each([
    ['least', row.min],
    ['greatest', row.max],
  ])('accepts its %s value, %s', (_which, value) => {
    if (allowed === undefined || value === row.default) expect(checkOption(row, value)).toBe(value)
    else expect(code(() => checkOption(row, value))).toBe(allowed)
  })

  it('throws for one less and one more', () => {
    const max = row.max as number
    expect(code(() => checkOption(row, (row.min as number) - 1))).toBe('EINVAL')
    // Beyond 2^53 there are no neighbours: the next number is twice as large.
    expect(code(() => checkOption(row, max < 2 ** 53 ? max + (max < Number.MAX_SAFE_INTEGER ? 1 : 2) : max * 2))).toBe('EINVAL')
  })

  it('throws for fractions, NaN and infinity', () => {
    for (const value of NO_NUMBERS.filter((each) => each !== 2 ** 53 || (row.max as number) < each)) {
      expect([value, code(() => checkOption(row, value))]).toEqual([value, 'EINVAL'])
    }
  })
})

describe.each(names(SOCKET_OPTIONS.filter((row) => row.effect === 'refused')))('the refused option %s', (name, row) => {
  const value = {
    integer: 7,
    boolean: true,
    text: 'something',
    bytes: 'x',
    choice: 'userName',
    choices: [],
    properties: {},
    key: '0'.repeat(40),
    callback: () => true,
  }[row.kind]

  it('throws ENOTSUP in the constructor and as a property, and changes nothing', () => {
    expect(code(() => new Dealer({ [name]: value }))).toBe('ENOTSUP')
    const dealer = new Dealer()
    expect(code(() => ((dealer as unknown as Record<string, unknown>)[name] = value))).toBe('ENOTSUP')
    expect((dealer as unknown as Record<string, unknown>)[name]).toBe(row.default)
    dealer.close()
  })
})

describe.each(TYPES)('a %s socket', (type) => {
  it('has a property for each option of its type, and keeps its value', () => {
    const socket: Socket = new CLASSES[type]()
    const values = socket as unknown as Record<string, unknown>
    for (const row of optionsOf(type).values()) {
      expect(row.name in socket).toBe(true)
      if (row.kind !== 'integer' || row.effect === 'refused') continue
      values[row.name] = row.max
      expect([row.name, values[row.name]]).toEqual([row.name, row.max])
    }
    socket.close()
  })

  it('throws for an option that it does not have', () => {
    const foreign = SOCKET_OPTIONS.find((row) => row.sockets !== 'all' && !row.sockets.includes(type)) as OptionRow
    expect(code(() => new CLASSES[type]({ [foreign.name]: foreign.default }))).toBe('TypeError')
    expect(code(() => new CLASSES[type]({ nonsense: 1 } as never))).toBe('TypeError')
  })
})

describe('single options', () => {
  it('linger starts with 0 for subscribers, and for all sockets of a context that is not blocky (rules 34, 42)', () => {
    expect([defaultOptions('SUB').linger, defaultOptions('XSUB').linger, defaultOptions('PUB').linger]).toEqual([0, 0, -1])
    const push = new Push({ context: new Context({ blocky: false }) })
    expect(push.linger).toBe(0)
    push.close()
  })

  it('ipv6 starts with the value of the context', () => {
    const pull = new Pull({ context: new Context({ ipv6: true }) })
    expect(pull.ipv6).toBe(true)
    pull.close()
  })

  it('routingId is 1 to 255 bytes and does not begin with a zero byte (rule 16)', () => {
    const dealer = new Dealer({ routingId: 'me' })
    expect(dealer.routingId).toBe('me')
    dealer.routingId = Buffer.alloc(255, 1)
    expect(code(() => (dealer.routingId = Buffer.alloc(256, 1)))).toBe('EINVAL')
    expect(code(() => (dealer.routingId = Buffer.of(0, 1)))).toBe('EINVAL')
    dealer.routingId = Buffer.of(0xff, 0xfe)
    expect(dealer.routingId).toEqual(Buffer.of(0xff, 0xfe))
    dealer.routingId = null
    expect(dealer.routingId).toBeNull()
    dealer.close()
  })

  it('tcpAcceptFilter adds an address with each assignment, and null removes all', () => {
    const pull = new Pull()
    pull.tcpAcceptFilter = '127.0.0.1/32'
    pull.tcpAcceptFilter = '10.0.0.0/8'
    expect(pull.tcpAcceptFilter).toBe('127.0.0.1/32,10.0.0.0/8')
    pull.tcpAcceptFilter = null
    expect(pull.tcpAcceptFilter).toBeNull()
    pull.close()
  })

  it("buffer sizes start with the system's and return the value that was set", () => {
    const pair = new Pair()
    expect([pair.sendBufferSize, pair.receiveBufferSize]).toEqual([-1, -1])
    pair.sendBufferSize = 8192
    pair.receiveBufferSize = 16_384
    expect([pair.sendBufferSize, pair.receiveBufferSize]).toEqual([8192, 16_384])
    pair.close()
  })

  it('verbosity is one of three', () => {
    const xpub = new XPublisher({ verbosity: 'allSubs' })
    xpub.verbosity = null
    expect(code(() => (xpub.verbosity = 'loud' as never))).toBe('EINVAL')
    xpub.close()
  })
})

describe('context options', () => {
  it.each(names(CONTEXT_OPTIONS))('%s has its default, and its range', (name, row) => {
    const context = new Context() as unknown as Record<string, unknown>
    expect(context[name]).toBe(row.default)
    if (row.kind !== 'integer') {
      expect(code(() => (context[name] = 1))).toBe('TypeError')
      return
    }
    expect(code(() => (context[name] = (row.max as number) + 1))).toBe('EINVAL')
    expect(code(() => (context[name] = (row.min as number) - 1))).toBe('EINVAL')
    for (const value of NO_NUMBERS) expect(code(() => (context[name] = value))).toBe('EINVAL')
    context[name] = row.max
    expect(context[name]).toBe(row.max)
  })

  it('an unknown one throws TypeError', () => {
    expect(code(() => new Context({ nonsense: 1 } as never))).toBe('TypeError')
  })

  it('one socket more than maxSockets throws EMFILE, until one is closed', async () => {
    const context = new Context({ maxSockets: 2 })
    const [first, second] = [new Pull({ context }), new Pull({ context })]
    expect(code(() => new Pull({ context }))).toBe('EMFILE')
    await first[Symbol.asyncDispose]()
    const third = new Pull({ context })
    for (const each of [second, third]) await each[Symbol.asyncDispose]()
  })

  it('a socket of a terminated context throws ETERM', () => {
    const context = new Context()
    void context.terminate()
    expect(code(() => new Pull({ context }))).toBe('ETERM')
  })
})
