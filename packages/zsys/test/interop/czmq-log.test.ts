/** Lines of a log between CZMQ's zsys and ours, by a PUB and a SUB: each reads the other's, and they look the same. */
import { join } from 'node:path'
import { Context, Subscriber } from '@tszmq/sockets'
import { CzmqProgram } from '@tszmq/peers'
import { PublisherSink, Zlog } from '../../src/index.ts'

const program = new CzmqProgram(join(__dirname, 'czmq-log.c'))

const LEVELS = [
  ['E', 'error'],
  ['W', 'warn'],
  ['N', 'notice'],
  ['I', 'info'],
  ['D', 'debug'],
] as const
const TEXTS = ['plain', '100 %s of it', 'grüße', '', 'x'.repeat(1500)]
/** What CZMQ's buffer holds besides the zero at its end. */
const MAX_BYTES = 1023

/** What is to come of a text: a line of the log, without its time. */
function line(letter: string, ident: string, text: string): string {
  return `${letter}: (${ident}) (when) ${text}`.slice(0, MAX_BYTES - 'yy-mm-dd hh:mm:ss'.length + '(when)'.length)
}

const timeless = (text: string): string => text.replace(/\d\d-\d\d-\d\d \d\d:\d\d:\d\d/, '(when)')

let context: Context

beforeEach(() => (context = new Context({ blocky: false })))

afterEach(async () => {
  await program.end()
  void context.terminate()
})

afterAll(() => program.remove())

/** What is published before a subscription has arrived is nobody's: says `hello` until one is heard, and the rest of them is over. */
async function joined(say: (text: string) => void, hear: () => Promise<string>): Promise<void> {
  let heard = false
  const first = hear().then(() => (heard = true))
  while (!heard) {
    say('hello')
    await new Promise((resolve) => setImmediate(resolve))
  }
  await first
  say('joined')
  while (!(await hear()).endsWith('joined'));
}

const withCzmq = program.missing === undefined ? describe : describe.skip

withCzmq('the log of zsys', () => {
  it.each(['', '>'])("is read from CZMQ's sender, at the endpoint %jipc://…", async (way) => {
    const endpoint = `ipc://${join(program.home, `send${way.length}`)}`
    await using subscriber = new Subscriber({ context })
    subscriber.subscribe()
    if (way === '>') await subscriber.bind(endpoint)
    await using czmq = program.start(['send', `${way}${endpoint}`])
    expect(await czmq.line()).toBe('ready')
    if (way === '') subscriber.connect(endpoint)
    const hear = async (): Promise<string> => {
      const message = await subscriber.receive()
      expect(message).toHaveLength(1)
      return timeless(String(message[0]))
    }
    await joined((text) => czmq.say('I', text), hear)
    for (const [letter] of LEVELS) {
      for (const text of TEXTS) {
        czmq.say(letter, text)
        expect(await hear()).toBe(line(letter, 'czmq', text))
      }
    }
  })

  it.each(['', '>'])('is read by CZMQ from our sink, at the endpoint %jipc://…', async (way) => {
    const endpoint = `ipc://${join(program.home, `listen${way.length}`)}`
    const listens = async () => {
      const czmq = program.start(['listen', `${way === '>' ? '@' : '>'}${endpoint}`])
      expect(await czmq.line()).toBe('ready')
      return czmq
    }
    const early = way === '>' ? await listens() : undefined
    await using log = new Zlog({ ident: 'ours', sinks: [await PublisherSink.open(`${way}${endpoint}`, { context })], context })
    await using czmq = early ?? (await listens())
    const hear = async (): Promise<string> => timeless(await czmq.line())
    await joined((text) => log.info(text), hear)
    for (const [letter, name] of LEVELS) {
      for (const text of TEXTS) {
        log[name](text)
        expect(await hear()).toBe(`1 ${line(letter, 'ours', text)}`)
      }
    }
  })
})
