/** When the authenticator itself breaks: nobody comes in, its owner knows, and another can take its place. */
import { Context, Pull, Push, curveKeyPair, type SocketOptions } from '@tszmq/sockets'
import { ActorPipe } from '@tszmq/zactor'
import { Authenticator } from '../src/authenticator.ts'
import { CURVE_ALLOW_ANY, Zauth } from '../src/index.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const keys = curveKeyPair()

/** Servers that libzmq's rules would leave open, or closed, where nobody answers, each with a client that may come in. */
const HOUSES: Record<string, [SocketOptions<Pull>, SocketOptions<Push>]> = {
  NULL: [{ zapDomain: 'global' }, {}],
  PLAIN: [{ plainServer: true }, { plainUsername: 'ada', plainPassword: 'x' }],
  CURVE: [
    { curveServer: true, curveSecretKey: keys.secretKey },
    { curveServerKey: keys.publicKey, curveSecretKey: curveKeyPair().secretKey },
  ],
}
const NAMES = Object.keys(HOUSES)

let context: Context
let auth: Zauth
let servers: Map<string, { server: Pull; endpoint: string }>

beforeEach(async () => {
  context = new Context()
  auth = await start()
  servers = new Map()
  for (const name of NAMES) {
    const server = new Pull({ context, ...HOUSES[name]![0] })
    servers.set(name, { server, endpoint: await server.bind('tcp://127.0.0.1:*') })
  }
})

afterEach(async () => {
  jest.restoreAllMocks()
  for (const { server } of servers.values()) await server[Symbol.asyncDispose]()
  await auth.destroy()
  void context.terminate()
})

async function start(): Promise<Zauth> {
  const auth = await Zauth.start({ context, log: quiet, policy: () => true })
  await auth.curve(CURVE_ALLOW_ANY)
  return auth
}

/** The result for a client: admitted, or the status with which it is rejected. */
async function comes(name: string): Promise<'in' | number> {
  const { server, endpoint } = servers.get(name)!
  await using client = new Push({ context: new Context(), linger: 0, stopWhenRefused: true, ...HOUSES[name]![1] })
  const over = new AbortController()
  const refused = new Promise<number>((resolve) => client.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
  client.connect(endpoint)
  await client.send('in')
  const heard = server.receive({ signal: over.signal }).then(() => 'in' as const)
  heard.catch(() => undefined)
  const outcome = await Promise.race([refused, heard])
  over.abort()
  return outcome
}

const judge = jest.fn<unknown, []>()
const breakJudge = (how: () => unknown): void => {
  judge.mockImplementation(how)
  jest.spyOn(Authenticator.prototype, 'judge').mockImplementation(judge as never)
}

/** Faults that must not be, each where it can hurt. */
const FAULTS: [string, () => void][] = [
  [
    'it throws while it reads a request',
    () =>
      breakJudge(() => {
        throw new Error('a bug')
      }),
  ],
  ['it rejects while it judges', () => breakJudge(() => Promise.reject(new Error('a bug')))],
  [
    'its answer cannot be written',
    () => breakJudge(() => Promise.resolve({ status: 200, text: 'OK', userId: '\ud800', metadata: new Map() })),
  ],
]

describe.each(FAULTS)('when %s', (_what, cause) => {
  it.each(NAMES)('nobody comes in by %s, its owner is told, and another may take its place', async (name) => {
    for (const each of NAMES) expect([each, await comes(each)]).toEqual([each, 'in'])
    const crash = new Promise((resolve) => auth.on('crash', resolve))
    const end = new Promise<void>((resolve) => auth.on('end', resolve))
    const ended = auth.ended.catch((error: unknown) => error)
    cause()
    // Whose question broke it is refused, and so is whoever asks from now on.
    for (const each of [name, ...NAMES]) expect([each, await comes(each)]).toEqual([each, 500])
    jest.restoreAllMocks()
    expect(await crash).toMatchObject({ code: 'ERR_ZACTOR_CRASHED', cause: expect.any(Error) })
    expect(await ended).toBe(await crash)
    await end
    expect(auth.state).toBe('ended')
    await expect(auth.deny('10.0.0.1')).rejects.toMatchObject({ code: 'ERR_ZACTOR_CRASHED' })
    auth = await start()
    for (const each of NAMES) expect([each, await comes(each)]).toEqual([each, 'in'])
  })
})

it('when it breaks over a command nobody comes in either', async () => {
  jest.spyOn(ActorPipe.prototype, 'refuse').mockRejectedValue(new Error('a bug'))
  await expect(auth.actor.command(['NONSENSE'] as never)).rejects.toMatchObject({ code: 'ERR_ZACTOR_CRASHED' })
  for (const each of NAMES) expect([each, await comes(each)]).toEqual([each, 500])
})

it('when it is destroyed the endpoints that it guarded refuse peers, until there is another', async () => {
  await auth.destroy()
  for (const name of NAMES) expect([name, await comes(name)]).toEqual([name, 500])
  auth = await start()
  for (const name of NAMES) expect([name, await comes(name)]).toEqual([name, 'in'])
})

it('when it was destroyed before any peer came, the endpoints refuse peers as well', async () => {
  await auth.destroy()
  for (const { server } of servers.values()) await server[Symbol.asyncDispose]()
  for (const name of NAMES) {
    const server = new Pull({ context, ...HOUSES[name]![0] })
    servers.set(name, { server, endpoint: await server.bind('tcp://127.0.0.1:*') })
  }
  auth = await start()
  await auth.destroy()
  for (const name of NAMES) expect([name, await comes(name)]).toEqual([name, 500])
})

it('for endpoints that are bound after it was destroyed the rules of libzmq hold, also after another had crashed', async () => {
  auth.ended.catch(() => undefined)
  breakJudge(() => Promise.reject(new Error('a bug')))
  expect(await comes('CURVE')).toBe(500)
  jest.restoreAllMocks()
  auth = await start()
  await auth.destroy()
  for (const [name, outcome] of [
    ['NULL', 'in'],
    ['PLAIN', 500],
    ['CURVE', 'in'],
  ] as const) {
    const { server } = servers.get(name)!
    servers.set(name, { server, endpoint: await server.bind('tcp://127.0.0.1:*') })
    expect([name, await comes(name)]).toEqual([name, outcome])
  }
})
