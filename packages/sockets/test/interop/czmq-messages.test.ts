/** CZMQ decodes pictures, blobs, dictionaries and signals of this library, and this library decodes those of CZMQ, over tcp. */
import { join } from 'node:path'
import { CzmqProgram } from '@tszmq/peers'
import { decodeMessage, encodeBinary, encodeMessage, encodePicture, packDictionary, unpackDictionary } from '@tszmq/zmsg'
import { Context, Pair } from '../../src/index.ts'

const program = new CzmqProgram(join(__dirname, 'czmq-messages.c'))

const withCzmq = program.missing === undefined ? describe : describe.skip

const UUID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
/** A frame of 255 bytes has a long length in RFC 50. */
const [raw, long] = [Buffer.of(0, 1, 0xff), Buffer.alloc(255, 'l')]
const dictionary = { colour: 'grün', empty: '', ['n'.repeat(255)]: 'long name', long: 'v'.repeat(300) }
const frames = [Buffer.from('one'), Buffer.alloc(0), long, raw]

let context: Context
let pair: Pair

async function start(): Promise<void> {
  context = new Context({ blocky: false })
  pair = new Pair({ context, receiveTimeout: 4000, sendTimeout: 4000 })
  program.start([await pair.bind('tcp://127.0.0.1:*')])
}

async function end(): Promise<void> {
  await program.end()
  void context?.terminate()
}

afterAll(() => program.remove())

/** What CZMQ replies to `message` for a given command. */
async function ask(word: string, argument: string, message: readonly Uint8Array[]): Promise<Buffer[]> {
  await pair.send([word, argument])
  await pair.send([...message])
  return pair.receive()
}

withCzmq('CZMQ', () => {
  beforeAll(start)
  afterAll(end)

  it.each([
    ['i', [-(2 ** 31)]],
    ['i', [2 ** 31 - 1]],
    ['1', [255]],
    ['2', [65_535]],
    ['4', [2 ** 32 - 1]],
    ['8', [2n ** 64n - 1n]],
    ['u', [2 ** 32 - 1]],
    ['s', ['größer']],
    ['s', ['']],
    ['b', [raw]],
    ['c', [raw]],
    ['f', [raw]],
    ['h', [new Map(Object.entries(dictionary))]],
    ['U', [UUID]],
    ['m', [frames]],
    ['z', []],
  ])("'%s' of a picture is read by CZMQ, and CZMQ's by this library", async (letter: string, values) => {
    await pair.send(['picture', letter])
    await pair.sendPicture(letter, ...values)
    expect(await pair.receivePicture(letter)).toEqual(values)
  })

  it.each([
    ['1', [255]],
    ['2', [0xfedc]],
    ['4', [0xfedcba98]],
    ['8', [0xfedcba9876543210n]],
    ['s', ['g'.repeat(255)]],
    ['S', ['ß'.repeat(500)]],
    ['c', [raw]],
    ['f', [raw]],
    ['u', [UUID]],
    ['m', [frames]],
  ])("'%s' of a binary picture is read by CZMQ, and CZMQ's by this library", async (letter: string, values) => {
    await pair.send(['binary', letter])
    await pair.sendBinary(letter, ...values)
    expect(await pair.receiveBinary(letter)).toEqual(values)
  })

  it('all letters may be in one picture', async () => {
    const values = [-5, 1, 2, 4, 8n, 7, 's', raw, long, raw, new Map([['a', 'bc']]), UUID, frames] as const
    const message = encodePicture('i1248usbcfhUzm', ...values)
    const answer = await ask('pictures', '', message)
    // CZMQ writes a d behind its u.
    expect(answer.map(String)[5]).toBe('7d')
    expect(answer.toSpliced(5, 1)).toEqual(message.toSpliced(5, 1).map((each) => Buffer.from(each)))
  })

  it('all letters may be in one binary picture', async () => {
    const message = encodeBinary('1248sScufm', 1, 2, 4, 8n, 's', 'S', raw, UUID, long, frames)
    expect(await ask('binaries', '', message)).toEqual(message.map((each) => Buffer.from(each)))
  })

  it.each([[frames], [[Buffer.alloc(254, 's')]], [[Buffer.alloc(70_000, 'm')]]])(
    'messages are encoded as in RFC 50, both ways',
    async (message: Buffer[]) => {
      const [blob] = await ask('encode', '', message)
      expect(blob).toEqual(Buffer.from(encodeMessage(message)))
      expect(decodeMessage(blob as Buffer)).toEqual(message)
      expect(await ask('decode', '', [encodeMessage(message)])).toEqual(message)
    },
  )

  it.each(['zhash', 'zhashx'])('dictionaries are encoded as in %s, both ways', async (kind) => {
    const [packed] = await ask(kind, '', [packDictionary(dictionary)])
    expect(Object.fromEntries(unpackDictionary(packed as Buffer))).toEqual(dictionary)
  })

  it.each([0, 7, 255])('a signal of CZMQ has its status %i', async (status) => {
    await pair.send(['signal', `${status}`])
    expect(await pair.wait()).toBe(status)
  })

  it.each([0, 7, 255])('CZMQ waits for signal %i of this library, and discards earlier messages', async (status) => {
    await pair.send(['wait', ''])
    await pair.send('no signal')
    await pair.send(['nor', 'this'])
    await pair.signal(status)
    expect(await pair.receivePicture('i')).toEqual([status])
  })
})
