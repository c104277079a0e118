/** An authenticator at work: it guards sockets from peers of ours and of libzmq, by addresses, passwords and certificates in files. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Context, Pull, Push, type SocketOptions } from '@tszmq/sockets'
import { requirePeer } from '@tszmq/peers'
import { RawPeer, command, greeting, join as joined, message, property, wire } from '@tszmq/testkit'
import { Zcert } from '@tszmq/zconfig'
import { Zauth } from '../src/index.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

let folder: string
let context: Context
let auth: Zauth
let server: Pull

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zauth-'))
  context = new Context()
  auth = await Zauth.start({ context, log: quiet })
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await auth.destroy()
  rmSync(folder, { recursive: true })
})

/** The endpoint of a server that only lets in whom the authenticator knows. */
function serve(options: SocketOptions<Pull>): Promise<string> {
  server = new Pull({ context, zapDomain: 'global', zapEnforceDomain: true, ...options })
  return server.bind('tcp://127.0.0.1:*')
}

/** Connects a PUSH of ours: the status it was refused with, or who the server says it is. */
async function comes(endpoint: string, options: SocketOptions<Push>): Promise<number | string> {
  await using client = new Push({ context, linger: 0, stopWhenRefused: true, ...options })
  const refused = new Promise<number>((resolve) => client.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
  client.connect(endpoint)
  const over = new AbortController()
  try {
    await client.send('in')
    const letIn = server.receiveFrom({ signal: over.signal }).then(({ peer }) => peer.userId)
    letIn.catch(() => undefined)
    return await Promise.race([refused, letIn])
  } finally {
    over.abort()
  }
}

describe('zauth guards our sockets', () => {
  it('by PLAIN, with a file of passwords that may change', async () => {
    const file = join(folder, 'passwords')
    writeFileSync(file, 'admin=secret\n')
    await auth.plain(file)
    const endpoint = await serve({ plainServer: true })
    expect(await comes(endpoint, { plainUsername: 'admin', plainPassword: 'bogus' })).toBe(400)
    expect(await comes(endpoint, { plainUsername: 'admin', plainPassword: 'secret' })).toBe('admin')
    writeFileSync(file, 'admin=changed it\nada=too\n')
    expect(await comes(endpoint, { plainUsername: 'admin', plainPassword: 'secret' })).toBe(400)
    expect(await comes(endpoint, { plainUsername: 'ada', plainPassword: 'too' })).toBe('ada')
  })

  it('by CURVE, with certificates in a directory, which may come and go', async () => {
    const [own, client] = [new Zcert(), new Zcert()]
    await auth.curve(folder)
    const endpoint = await serve({ curveServer: true, curveSecretKey: own.secretTxt! })
    const options = { curveServerKey: own.publicTxt, curveSecretKey: client.secretTxt! }
    expect(await comes(endpoint, options)).toBe(400)
    const file = join(folder, 'client.cert')
    await client.savePublic(file)
    expect(await comes(endpoint, options)).toBe(client.publicTxt)
    rmSync(file)
    expect(await comes(endpoint, options)).toBe(400)
  })

  it('by addresses, whatever the mechanism', async () => {
    await auth.deny('127.0.0.0/8')
    expect(await comes(await serve({}), {})).toBe(400)
  })

  /** All of a PLAIN client, in bytes: a name, a password that is `x`, properties that it claims, and a message. */
  async function comesRaw(
    endpoint: string,
    name: Buffer,
    ...claims: [string, Buffer | string][]
  ): Promise<{ userId: string; claimed: string | undefined }> {
    const peer = await RawPeer.connect(endpoint)
    const hello = command('HELLO', joined(Buffer.of(name.length), name, wire("01 'x'")))
    const metadata = joined(property('Socket-Type', 'PUSH'), ...claims.map(([key, value]) => property(key, value)))
    void peer.write(greeting({ mechanism: 'PLAIN' }), hello)
    await peer.until(() => peer.frames.length > 0 || peer.closed)
    void peer.write(command('INITIATE', metadata), message(Buffer.from('in')))
    const { peer: heard } = await server.receiveFrom()
    const who = { userId: heard.userId, claimed: heard.properties.get('user-id') }
    peer.destroy()
    return who
  }

  /** Octets that are UTF-8, that are none, and that others would read as U+FFFD. */
  const NAMES = [
    'J\xc3\xbcrgen',
    'J\xfcrgen',
    '\xff',
    '\xfe',
    '\xef\xbf\xbd',
    '\xef\xbf\xbd\xef\xbf\xbd',
    'a\xc3',
    'a\xc3\xbc',
    '\xed\xb3\xbf',
  ].map((each) => Buffer.from(each, 'latin1'))

  it('and tells users apart whatever octets their names are of, by a file and by a policy that repeats them', async () => {
    const file = join(folder, 'passwords')
    writeFileSync(file, Buffer.concat(NAMES.flatMap((name) => [name, Buffer.from('=x\n')])))
    await auth.plain(file)
    const endpoint = await serve({ plainServer: true })
    const byFile = []
    for (const name of NAMES) byFile.push((await comesRaw(endpoint, name)).userId)
    expect(new Set(byFile).size).toBe(NAMES.length)
    expect(byFile[4]).toBe('\ufffd')
    await auth.destroy()
    auth = await Zauth.start({ context, log: quiet, policy: ({ username }) => ({ userId: username }) })
    const byPolicy = []
    for (const name of NAMES) byPolicy.push((await comesRaw(endpoint, name)).userId)
    expect(byPolicy).toEqual(byFile)
  })

  it('and lets nobody call itself another in its properties', async () => {
    const file = join(folder, 'passwords')
    writeFileSync(file, 'ada=x\nadmin=x\n')
    await auth.plain(file)
    const endpoint = await serve({ plainServer: true })
    expect(await comesRaw(endpoint, Buffer.from('ada'), ['User-Id', 'admin'])).toEqual({ userId: 'ada', claimed: 'ada' })
  })

  it('and nobody comes in when it has gone', async () => {
    const endpoint = await serve({})
    expect(await comes(endpoint, {})).toBe('')
    await auth.destroy()
    expect(await comes(endpoint, {})).toBe(500)
  })
})

/** A PUSH of libzmq: sends one message, and stays until it is ended. */
const PROGRAM = `
import json, sys, time, zmq, zmq.auth
endpoint, options = sys.argv[1], json.loads(sys.argv[2])
socket = zmq.Context().socket(zmq.PUSH)
if 'certificate' in options:
    public, secret = zmq.auth.load_certificate(options['certificate'])
    socket.curve_publickey, socket.curve_secretkey = public, secret
    socket.curve_serverkey = options['server'].encode()
else:
    socket.plain_username, socket.plain_password = options['name'].encode(), options['password'].encode()
socket.connect(endpoint)
socket.send(b'from libzmq')
sys.stdin.read()
`

const CERTIFICATES = `
import sys, zmq.auth
zmq.auth.create_certificates(sys.argv[1], 'client')
`

async function python(program: string, ...args: string[]): Promise<number> {
  const [code] = (await once(spawn('/usr/bin/python3', ['-c', program, ...args], { stdio: 'ignore' }), 'exit')) as [number]
  return code
}

describe('zauth guards libzmq clients', () => {
  const found = requirePeer('pyzmq')
  const guarded = 'missing' in found ? it.skip : it

  /** What a client of libzmq comes to: refused, or who it is. */
  async function comesFromLibzmq(endpoint: string, options: object): Promise<string | number> {
    const refused = new Promise<number>((resolve) => server.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
    const child = spawn('/usr/bin/python3', ['-c', PROGRAM, endpoint, JSON.stringify(options)], { stdio: ['pipe', 'inherit', 'inherit'] })
    try {
      const heard = server.receiveFrom().then(({ peer }) => peer.userId)
      heard.catch(() => undefined)
      return await Promise.race([refused, heard])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }

  guarded.each([
    ['secret', 'admin'],
    ['bogus', 400],
  ])('by PLAIN: who says %s is %s', async (password, outcome) => {
    writeFileSync(join(folder, 'passwords'), 'admin=secret\n')
    await auth.plain(join(folder, 'passwords'))
    const endpoint = await serve({ plainServer: true })
    expect(await comesFromLibzmq(endpoint, { name: 'admin', password })).toBe(outcome)
  })

  guarded.each(['known', 'unknown'])('by CURVE, with the certificates that pyzmq makes: one that is %s', async (which) => {
    expect(await python(CERTIFICATES, folder)).toBe(0)
    const own = new Zcert()
    const client = await Zcert.load(join(folder, 'client.key'), { permissions: 'ignore' })
    const store = which === 'known' ? folder : join(folder, 'empty')
    mkdirSync(join(folder, 'empty'))
    await auth.curve(store)
    const endpoint = await serve({ curveServer: true, curveSecretKey: own.secretTxt! })
    const options = { certificate: join(folder, 'client.key_secret'), server: own.publicTxt }
    expect(await comesFromLibzmq(endpoint, options)).toBe(which === 'known' ? client.publicTxt : 400)
  })
})
