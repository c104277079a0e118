/** A wrong argument is refused in words of this library, which name the argument: never in those of the engine or of Node. */
import * as zmq from '../src/index.ts'
import { actorRows, plainRows } from './argument-rows.cjs'

const VALUES: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['5', 5],
  ['NaN', NaN],
  ['{}', {}],
  ['[]', []],
  ['a symbol', Symbol('s')],
  ['true', true],
  ['a function', () => 0],
]

/** What V8 and Node say when a library has not looked at its arguments. */
const FOREIGN =
  /Cannot (read|convert|destructure|use|create|set)|is not a function|is not iterable|not a constructor|argument must be|ERR_INVALID_ARG|reading '|private member/

const context = new zmq.Context({ blocky: false })

/** What is wrong with how a call ends, undefined if nothing is. */
async function fault(call: (value: unknown) => unknown, value: unknown): Promise<string | undefined> {
  try {
    await call(value)
    return undefined
  } catch (error) {
    const { message, code } = error as { message?: string; code?: unknown }
    if (!(error instanceof Error) || message === undefined) return `threw ${String(error)}`
    const known = error instanceof TypeError || error instanceof RangeError || typeof code === 'string'
    return known && !FOREIGN.test(message) ? undefined : `${error.name}: ${message}`
  }
}

async function faults(rows: Readonly<Record<string, (value: unknown) => unknown>>): Promise<string[]> {
  const all: string[] = []
  for (const [name, call] of Object.entries(rows)) {
    for (const [what, value] of VALUES) {
      const wrong = await fault(call, value)
      if (wrong !== undefined) all.push(`${name} with ${what}: ${wrong}`)
    }
  }
  return all
}

afterAll(async () => {
  await context.terminate()
  await zmq.context.terminate()
})

it('finds a refusal in the words of the engine', async () => {
  expect(await fault((value) => (value as string).length, undefined)).toMatch(/Cannot read/)
  expect(await fault(() => Promise.reject(new Error('no code')), 0)).toBe('Error: no code')
})

describe('a wrong argument', () => {
  it('of a function, a class or a socket is named', async () => {
    expect(await faults(plainRows(zmq, context))).toEqual([])
  })

  it('of an actor is named', async () => {
    const { rows, end } = await actorRows(zmq, context)
    expect(await faults(rows)).toEqual([])
    await end()
  })

  it.each<[string, (socket: zmq.Dealer) => unknown, string]>([
    ['bind', (socket) => socket.bind(undefined as never), 'an endpoint must be a string such as tcp://127.0.0.1:5555, not undefined'],
    ['connect', (socket) => socket.connect({} as never), 'an endpoint must be a string such as tcp://127.0.0.1:5555, not an object'],
    ['receive', (socket) => socket.receive(100 as never), 'options must be an object such as { timeout: 100 }, not 100'],
    ['send', (socket) => socket.send(undefined as never), 'the message to send, or a frame of it, is undefined'],
    ['linger', (socket) => (socket.linger = 'long' as never), 'option linger must be a number, not "long"'],
    ['routingId', (socket) => (socket.routingId = [] as never), 'option routingId must be a string, a Buffer or null, not an array'],
  ])('is refused in a sentence: %s', async (_name, call, message) => {
    await using socket = new zmq.Dealer({ context, linger: 0 })
    await expect((async () => call(socket))()).rejects.toThrow(new TypeError(message))
  })
})
