/** What a log says, and that no sink can hurt the program or another sink. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Context, Subscriber } from '@tszmq/sockets'
import { ManualRuntime } from '@tszmq/testkit'
import { FileSink, PublisherSink, Zlog, logFromEnvironment } from '../src/index.ts'
import type { LogSink } from '../src/index.ts'

/** How long a message may take to come, by the system's clock; it fails a test, and no test waits that long. */
const LIMIT_MS = 5000

/** 26-11-25 00:17:57, wherever this runs. */
function contextThen(): Context {
  const runtime = new ManualRuntime()
  runtime.date = () => new Date(2026, 10, 25, 0, 17, 57)
  return new Context({ runtime })
}

/** What a subscriber hears first of what is said again and again: nobody knows when a subscription has reached the publisher. */
async function heard(subscriber: Subscriber, say: () => void): Promise<string[]> {
  let waiting = true
  const receiving = subscriber.receive({ signal: AbortSignal.timeout(LIMIT_MS) }).finally(() => (waiting = false))
  while (waiting) {
    say()
    await new Promise(setImmediate)
  }
  return (await receiving).map(String)
}

class Lines implements LogSink {
  readonly lines: string[] = []
  write(line: string): void {
    this.lines.push(line)
  }
}

const broken: LogSink = {
  write() {
    throw new Error('no')
  },
  close() {
    throw new Error('no')
  },
}

describe('a line of a log', () => {
  const said = (say: (log: Zlog) => void, ident = ''): string[] => {
    const sink = new Lines()
    say(new Zlog({ ident, sinks: [sink], context: contextThen() }))
    return sink.lines
  }

  it('has a letter, the local time and the text', () => {
    const lines = said((log) => {
      log.error('one')
      log.warn('two')
      log.notice('three')
      log.info('four')
      log.debug('five')
    })
    const time = '26-11-25 00:17:57'
    expect(lines).toEqual([`E: ${time} one`, `W: ${time} two`, `N: ${time} three`, `I: ${time} four`, `D: ${time} five`])
  })

  it('has the ident in brackets', () => {
    expect(said((log) => log.info('text'), 'me')).toEqual(['I: (me) 26-11-25 00:17:57 text'])
  })

  it('keeps newlines', () => {
    expect(said((log) => log.info('one\ntwo'))).toEqual(['I: 26-11-25 00:17:57 one\ntwo'])
  })

  it.each([
    ['1023 bytes', 'x', 1023],
    ['a whole character', '😀', 1021],
  ])('is cut at %s', (_, character, bytes) => {
    const [line] = said((log) => log.info(character.repeat(2000)))
    expect(Buffer.byteLength(line!)).toBe(bytes)
    expect(line).not.toContain('\ufffd')
  })
})

describe('a sink that throws', () => {
  let told: jest.SpyInstance
  beforeEach(() => (told = jest.spyOn(console, 'error').mockImplementation(() => undefined)))
  afterEach(() => told.mockRestore())

  it('keeps no line from the others, and its trouble is told once', async () => {
    const sink = new Lines()
    const log = new Zlog({ sinks: [broken, sink], context: contextThen() })
    log.info('one')
    log.info('two')
    await log.close()
    expect(sink.lines).toHaveLength(2)
    expect(told.mock.calls).toEqual([['a line of the log is lost: Error: no']])
  })

  it('is told of again when it had worked in between', () => {
    let works = false
    const write = (): void => {
      if (!works) throw new Error('no')
    }
    const log = new Zlog({ sinks: [{ write }], context: contextThen() })
    for (works of [false, true, false, false]) log.info('text')
    expect(told).toHaveBeenCalledTimes(2)
  })
})

describe('a file', () => {
  let directory: string
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'zsys-'))))
  afterEach(() => rmSync(directory, { recursive: true }))

  it('gets lines at its end, at once', () => {
    const path = join(directory, 'log')
    writeFileSync(path, 'before\n')
    const sink = new FileSink(path)
    sink.write('one')
    sink.write('two')
    expect(readFileSync(path, 'utf8')).toBe('before\none\ntwo\n')
    sink.close()
    sink.write('three')
    expect(readFileSync(path, 'utf8')).toBe('before\none\ntwo\n')
  })

  it('is tried again by the next line when it could not be opened', () => {
    const sink = new FileSink(join(directory, 'later', 'log'))
    expect(() => sink.write('one')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    mkdirSync(join(directory, 'later'))
    sink.write('two')
    sink.close()
    expect(readFileSync(join(directory, 'later', 'log'), 'utf8')).toBe('two\n')
  })
})

describe('a publisher', () => {
  it('sends a line as a message of one frame', async () => {
    const context = contextThen()
    const sink = await PublisherSink.open('tcp://127.0.0.1:*', { context })
    await using log = new Zlog({ sinks: [sink], context })
    await using subscriber = new Subscriber({ context })
    subscriber.subscribe()
    subscriber.connect(sink.endpoints[0]!)
    expect(await heard(subscriber, () => log.error('text'))).toEqual(['E: 26-11-25 00:17:57 text'])
  })

  it('connects to an endpoint that begins with >', async () => {
    const context = contextThen()
    await using subscriber = new Subscriber({ context })
    subscriber.subscribe()
    await subscriber.bind('inproc://log')
    await using log = await logFromEnvironment(
      { ZSYS_LOGSENDER: '>inproc://log', ZSYS_LOGIDENT: 'me', ZSYS_LOGSTREAM: 'stderr' },
      { context },
    )
    const told = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    const line = 'I: (me) 26-11-25 00:17:57 text'
    expect(await heard(subscriber, () => log.info('text'))).toEqual([line])
    expect(told).toHaveBeenCalledWith('%s', line)
    told.mockRestore()
  })

  it.each([
    ['an endpoint that makes no sense', { ZSYS_LOGSENDER: 'nonsense' }],
    ['a stream that is none', { ZSYS_LOGSTREAM: 'nowhere' }],
  ])('is refused for %s', async (_, env) => {
    await expect(logFromEnvironment(env)).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

it('a log that is told nothing speaks to the console', () => {
  const said = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    new Zlog().warn('it is late')
    expect(said.mock.calls).toEqual([['%s', expect.stringMatching(/^W: [\d-]+ [\d:]+ it is late$/)]])
  } finally {
    said.mockRestore()
  }
})
