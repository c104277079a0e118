/** What a command line means, and what is said of one that means nothing. */
import { parseCommandLine } from '../src/command-line.ts'
import { UsageError } from '../src/usage-error.ts'

function parse(line: string) {
  return parseCommandLine(line.split(' ').filter((word) => word !== ''))
}

describe('the command line', () => {
  it('compares everything of ours with everyone when nothing is said', () => {
    expect(parse('')).toEqual({
      name: 'compare',
      benchmarks: ['throughput', 'latency', 'inproc', 'threads', 'fanout', 'burst', 'proxy', 'curve', 'handshakes', 'actors', 'timers'],
      subject: 'ours',
      against: ['addon', 'c', 'bare'],
      sizes: undefined,
      subscribers: undefined,
      cryptos: ['wasm', 'native'],
      pairs: 5,
      seconds: 1,
      batches: false,
      before: undefined,
      json: undefined,
    })
  })

  it('takes options without the name of the default command', () => {
    expect(parse('--quick --json out.json')).toMatchObject({ name: 'compare', seconds: 0.1, json: 'out.json' })
  })

  it('compares only what is named', () => {
    expect(parse('compare proxy latency')).toMatchObject({ benchmarks: ['proxy', 'latency'] })
  })

  it('takes sizes and our cryptography under CURVE', () => {
    const expected = { benchmarks: ['curve'], sizes: [32, 1024], cryptos: ['native'] }
    expect(parse('compare curve --sizes 32,1024 --crypto native')).toMatchObject(expected)
  })

  it('takes the numbers of subscribers of a fan-out', () => {
    expect(parse('compare fanout burst --subscribers 1,50')).toMatchObject({ benchmarks: ['fanout', 'burst'], subscribers: [1, 50] })
  })

  it('compares with another build, and with that alone unless more are named', () => {
    expect(parse('compare burst --before /elsewhere')).toMatchObject({ against: ['before'], before: '/elsewhere' })
    expect(parse('compare burst --before /elsewhere --against c,before')).toMatchObject({ against: ['c', 'before'] })
  })

  it.each(['fanout', 'latency'])('knows %s as a comparison of its own', (name) => {
    expect(parse(name)).toMatchObject({ name: 'compare', benchmarks: [name] })
  })

  it('lets anyone be compared with anyone', () => {
    expect(parse('compare --library c --against addon,bare')).toMatchObject({ subject: 'c', against: ['addon', 'bare'] })
  })

  it('prefers a length of run that was said to the one of --quick', () => {
    expect(parse('--quick --seconds 3')).toMatchObject({ seconds: 3 })
  })

  it.each([
    ['memory', 5000, 500],
    ['churn', 2000, 200],
    ['load', 21, 5],
    ['soak', 10, 0.5],
  ])('measures %s with %d of what it counts, quickly with %d', (name, usual, quick) => {
    expect(parse(name)).toMatchObject({ name, amount: usual })
    expect(parse(`${name} --quick`)).toMatchObject({ name, amount: quick })
  })

  it('takes the number of connections', () => {
    expect(parse('memory --connections 100')).toMatchObject({ amount: 100, subjects: ['ours', 'addon'] })
  })

  it('soaks ours alone unless told otherwise', () => {
    expect(parse('soak')).toMatchObject({ subjects: ['ours'] })
    expect(parse('soak --against addon')).toMatchObject({ subjects: ['ours', 'addon'] })
  })

  it.each(['--help', '-h', 'help', 'compare --help', 'memory -h', 'local_thr --help'])('shows help for %s', (line) => {
    expect(parse(line)).toEqual({ name: 'help' })
  })

  it.each([
    ['frobnicate', 'there is no command frobnicate'],
    ['compare --frob', "Unknown option '--frob'"],
    [
      'compare tea',
      'there is no benchmark tea; there are throughput, latency, inproc, threads, fanout, burst, proxy, curve, handshakes, actors, timers',
    ],
    ['latency proxy', 'nothing is known of proxy'],
    ['memory 5', 'nothing is known of 5'],
    ['compare --library zmq', 'there is no side zmq; there are ours, owned, addon, c, bare, before'],
    ['compare --against addon,x', 'there is no side x'],
    ['compare --pairs 4', '--pairs is a whole number of at least 5, not 4'],
    ['compare --seconds 0', '--seconds is a number above 0, not 0'],
    ['compare --seconds soon', '--seconds is a number above 0, not soon'],
    ['compare --sizes 10,x', '--sizes is a whole number of at least 1, not x'],
    ['compare curve --crypto rot13', 'there is no crypto rot13; there are wasm, native'],
    ['compare --connections 5', "Unknown option '--connections'"],
    ['memory --connections 1.5', '--connections is a whole number of at least 1, not 1.5'],
    ['memory --library c', 'memory measures ours and addon, not c'],
  ])('refuses %s', (line, sentence) => {
    expect(() => parse(line)).toThrow(UsageError)
    expect(() => parse(line)).toThrow(sentence)
  })
})

describe("libzmq's program names", () => {
  it('counts from the first message, as libzmq does', () => {
    expect(parse('local_thr tcp://127.0.0.1:5555 10 1000')).toEqual({
      name: 'program',
      program: 'local_thr',
      task: {
        role: 'pull',
        library: 'ours',
        endpoint: 'tcp://127.0.0.1:5555',
        attach: 'bind',
        batches: false,
        size: 10,
        warmup: 1,
        count: 999,
      },
    })
  })

  it.each([
    ['remote_thr tcp://localhost:1 10 1000', { role: 'push', endpoint: 'tcp://localhost:1', warmup: 1, count: 999 }],
    ['local_lat tcp://*:1 10 1000', { role: 'reply', endpoint: 'tcp://*:1', warmup: 0, count: 1000 }],
    ['remote_lat tcp://localhost:1 10 1000', { role: 'request', endpoint: 'tcp://localhost:1', count: 1000 }],
    ['inproc_thr 10 1000', { role: 'inproc-throughput', size: 10, count: 999 }],
    ['inproc_lat 10 1000', { role: 'inproc-latency', size: 10, count: 1000 }],
    ['proxy_thr 10 1000', { role: 'proxy-throughput', size: 10, count: 999 }],
  ])('takes %s', (line, task) => {
    expect(parse(`${line} --library addon`)).toMatchObject({ name: 'program', task: { ...task, library: 'addon' } })
  })

  it('runs round trips over bare sockets, and nothing else', () => {
    expect(parse('local_lat tcp://*:1 10 5 --library bare')).toMatchObject({ task: { library: 'bare' } })
    expect(() => parse('local_thr tcp://*:1 10 5 --library bare')).toThrow('local_thr runs with ours, owned or addon, not with bare')
  })

  it('takes --batches where messages stream', () => {
    expect(parse('inproc_thr 10 100 --batches')).toMatchObject({ task: { batches: true } })
    expect(() => parse('inproc_lat 10 100 --batches')).toThrow('inproc_lat knows no --batches')
  })

  it.each([
    ['local_thr tcp://*:1 10', 'usage: local_thr <bind-to> <message-size> <message-count>'],
    ['inproc_lat 10 10 10', 'usage: inproc_lat <message-size> <roundtrip-count>'],
    ['inproc_thr 10 many', '<message-count> is a whole number of at least 2, not many'],
    ['inproc_thr 10 1', '<message-count> is a whole number of at least 2, not 1'],
    ['inproc_lat 0 10', '<message-size> is a whole number of at least 1, not 0'],
  ])('refuses %s', (line, sentence) => {
    expect(() => parse(line)).toThrow(sentence)
  })
})
