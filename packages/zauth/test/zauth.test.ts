/** The authenticator, asked by ZAP as a socket asks it. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Context, Dealer } from '@tszmq/sockets'
import { freshRuntime } from '@tszmq/testkit'
import { z85Encode } from '@tszmq/zmtp-codec'
import { CURVE_ALLOW_ANY, ZAP_ENDPOINT, Zauth } from '../src/index.ts'
import type { ZauthOptions } from '../src/index.ts'

// Ids of threats: docs/threats.md.

const KEY = Buffer.alloc(32, 7)
const TEXT_KEY = z85Encode(KEY)

let context: Context
let auth: Zauth
let asker: Dealer
let directory: string
let lines: string[]

const line = (text: string): unknown => lines.push(text)
const log = { info: line, warn: line, error: line }

beforeEach(() => {
  context = new Context({ runtime: freshRuntime() })
  lines = []
  directory = mkdtempSync(join(tmpdir(), 'zauth-'))
})

afterEach(async () => {
  await auth?.destroy()
  void context.terminate()
  rmSync(directory, { recursive: true })
})

async function start(options: ZauthOptions = {}): Promise<void> {
  auth = await Zauth.start({ context, log, ...options })
  asker = new Dealer({ context, linger: 0 })
  asker.connect(ZAP_ENDPOINT)
}

type Frames = readonly (string | Buffer)[]

async function ask(frames: Frames): Promise<string[]> {
  await asker.send(['', ...frames])
  return (await asker.receive()).slice(1).map((frame) => frame.toString('latin1'))
}

const request = (mechanism: string, credentials: Frames = [], address = '10.0.0.1'): Frames => [
  '1.0',
  'id',
  'test',
  address,
  '',
  mechanism,
  ...credentials,
]

const status = async (frames: Frames): Promise<string> => (await ask(frames))[2]!
const fromAddress = (address: string): Promise<string> => status(request('NULL', [], address))
const plain = (name: string, password: string): Promise<string[]> => ask(request('PLAIN', [name, password]))

function passwords(text: string): string {
  const file = join(directory, 'passwords')
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

describe('a request', () => {
  beforeEach(() => start({ policy: () => true }))

  const VALID = request('NULL')
  const cases: [string, string, Frames][] = [
    ['is answered with its id', '200', VALID],
    ['of version 1.1 is not understood', '500', ['1.1', ...VALID.slice(1)]],
    ['without a mechanism is not understood', '500', VALID.slice(0, 5)],
    ['that ends with its id is not understood', '500', VALID.slice(0, 2)],
    ['with a domain of 256 bytes is not understood', '500', ['1.0', 'id', 'x'.repeat(256), '10.0.0.1', '', 'NULL']],
    ['of 1 MiB is not understood', '500', ['1.0', 'id', Buffer.alloc(1 << 20), '10.0.0.1', '', 'NULL']],
    ['of an unknown mechanism is refused', '400', request('SRP')],
    ['of __proto__ is refused', '400', request('__proto__')],
    ['of GSSAPI is refused', '400', request('GSSAPI', ['principal'])],
    ['of NULL with credentials is refused', '400', request('NULL', ['x'])],
    ['of PLAIN without a password is refused', '400', request('PLAIN', ['x'])],
    ['of PLAIN with three credentials is refused', '400', request('PLAIN', ['x', 'y', 'z'])],
    ['of PLAIN with a name of 256 bytes is refused', '400', request('PLAIN', ['x'.repeat(256), 'y'])],
    ['of CURVE with a key of 31 bytes is refused', '400', request('CURVE', [KEY.subarray(1)])],
    ['of CURVE with two keys is refused', '400', request('CURVE', [KEY, KEY])],
  ]
  it.each(cases)('%s: %s', async (_, expected, frames) => {
    const reply = await ask(frames)
    expect(reply).toHaveLength(6)
    expect([reply[0], reply[1], reply[2]]).toEqual(['1.0', 'id', expected])
    if (expected !== '200') expect(reply.slice(4)).toEqual(['', ''])
  })

  it('without an envelope or an id is dropped, and the next one is answered', async () => {
    await asker.send(['no delimiter'])
    await asker.send(['', '1.0'])
    expect(await status(VALID)).toBe('200')
  })

  it('gets its envelope back, whoever passed it on', async () => {
    await asker.send(['hop', '', ...VALID])
    expect((await asker.receive()).slice(0, 3).map(String)).toEqual(['hop', '', '1.0'])
  })
})

describe('addresses', () => {
  beforeEach(() => start())

  it('may all come when nothing was said', async () => {
    expect(await fromAddress('192.0.2.1')).toBe('200')
  })

  it('C12: are denied however they are written', async () => {
    await auth.deny('10.1.0.0/16', '192.0.2.1', 'fe80::1', '2001:db8::/32')
    const denied = ['10.1.2.3', '::ffff:10.1.2.3', '::ffff:a01:203', '192.0.2.1', 'fe80::1%eth0', 'FE80:0::1', '2001:0db8:0::5', 'nonsense']
    for (const address of denied) expect([address, await fromAddress(address)]).toEqual([address, '400'])
    for (const address of ['10.2.0.1', '192.0.2.2', 'fe80::2', '2001:db9::', ''])
      expect([address, await fromAddress(address)]).toEqual([address, '200'])
  })

  it('that are allowed are the only ones, whatever is denied', async () => {
    await auth.deny('10.0.0.1')
    await auth.allow('10.0.0.0/30', '')
    for (const address of ['10.0.0.1', '::ffff:10.0.0.3', '']) expect([address, await fromAddress(address)]).toEqual([address, '200'])
    for (const address of ['10.0.0.4', '::1', 'nonsense']) expect([address, await fromAddress(address)]).toEqual([address, '400'])
  })

  it('of one family are in no block of the other', async () => {
    await auth.allow('::/0')
    expect(await fromAddress('::1')).toBe('200')
    expect(await fromAddress('10.0.0.1')).toBe('400')
  })

  it.each(['localhost', '10.0.0.0/33', '10.0.0', '::1/129', 'fe80::1%eth0', '1.2.3.4/', '1.2.3.4/-1'])(
    'cannot be %p, and nothing is added',
    async (entry) => {
      await expect(auth.allow('10.9.9.9', entry)).rejects.toMatchObject({ code: 'EINVAL' })
      expect(await fromAddress('10.0.0.1')).toBe('200')
    },
  )
})

describe('PLAIN', () => {
  beforeEach(() => start())

  it('lets nobody in without a file', async () => {
    expect((await plain('admin', 'secret'))[2]).toBe('400')
  })

  it('compares names and passwords byte for byte, and gives the name as user id', async () => {
    await auth.plain(
      passwords('# comment\n=nobody\nno password\nadmin=secret\nempty=\nequals=a=b\n__proto__=pollution\ntwice=1\ntwice=2\r\n'),
    )
    expect(await plain('admin', 'secret')).toEqual(['1.0', 'id', '200', 'OK', 'admin', ''])
    for (const [name, password] of [
      ['empty', ''],
      ['equals', 'a=b'],
      ['__proto__', 'pollution'],
      ['twice', '2'],
    ] as const) {
      expect([name, (await plain(name, password))[2]]).toEqual([name, '200'])
    }
    const wrong = [
      ['admin', 'Secret'],
      ['admin', ''],
      ['admin', 'secret\0'],
      ['Admin', 'secret'],
      ['', ''],
      ['# comment', ''],
      ['toString', ''],
      ['twice', '1'],
      ['nobody', ''],
    ] as const
    for (const [name, password] of wrong)
      expect([name, await plain(name, password)]).toEqual([name, ['1.0', 'id', '400', 'No access', '', '']])
  })

  it('reads the file again when it has changed, and keeps it when it is gone', async () => {
    const file = passwords('admin=secret\n')
    await auth.plain(file)
    writeFileSync(file, 'admin=changed\n')
    expect((await plain('admin', 'secret'))[2]).toBe('400')
    expect((await plain('admin', 'changed'))[2]).toBe('200')
    rmSync(file)
    expect((await plain('admin', 'changed'))[2]).toBe('200')
    expect((await plain('admin', 'changed'))[2]).toBe('200')
    expect(lines.filter((text) => text.includes('cannot read passwords'))).toHaveLength(1)
  })

  it('refuses a file that cannot be read', async () => {
    await expect(auth.plain(join(directory, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(auth.plain(directory)).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(auth.plain('')).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

describe('CURVE', () => {
  const curve = (): Promise<string[]> => ask(request('CURVE', [KEY]))

  it('lets nobody in before it is told whom', async () => {
    await start()
    expect((await curve())[2]).toBe('400')
  })

  it('lets any key in when told so, and gives it as user id', async () => {
    await start()
    await auth.curve(CURVE_ALLOW_ANY)
    expect(await curve()).toEqual(['1.0', 'id', '200', 'OK', TEXT_KEY, ''])
  })

  it('lets in whose certificate is known, with its metadata', async () => {
    const metadata = new Map([
      ['name', 'Ada'],
      ['not a name', 'x'],
    ])
    const certificate = { metaKeys: () => [...metadata.keys()], meta: (name: string) => metadata.get(name) }
    await start({ certificates: { lookup: (key) => (key === TEXT_KEY ? certificate : undefined) } })
    expect(await curve()).toEqual(['1.0', 'id', '200', 'OK', TEXT_KEY, '\x04name\0\0\0\x03Ada'])
    expect(await status(request('CURVE', [Buffer.alloc(32, 8)]))).toBe('400')
  })

  it('lets nobody in when certificates cannot be looked up', async () => {
    await start({ certificates: { lookup: () => Promise.reject(new Error('disk')) } })
    expect((await curve())[2]).toBe('500')
  })
})

describe('what would let everybody in', () => {
  it.each([
    ['an option that there is not', { polcy: () => false }, '"polcy"'],
    ['a policy that is no function', { policy: 'deny' }, 'policy'],
    ['a policy of null', { policy: null }, 'policy'],
    ['certificates that cannot be looked up in', { certificates: 'any' }, 'certificates'],
    ['certificates of null', { certificates: null }, 'certificates'],
    ['a policyTimeout that is no number', { policyTimeout: NaN }, 'policyTimeout'],
  ])('%s is refused at the start', async (_what, options, named) => {
    await expect(Zauth.start({ context, log, ...options } as never)).rejects.toMatchObject({
      code: 'EINVAL',
      message: expect.stringContaining(named),
    })
  })

  it('allow() without an address is refused, and what was allowed before holds', async () => {
    await start()
    const nobody: string[] = []
    await expect(auth.allow(...nobody)).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(auth.actor.command(['ALLOW'])).rejects.toMatchObject({ code: 'EINVAL' })
    await auth.allow('10.0.0.7')
    await expect(auth.allow()).rejects.toMatchObject({ code: 'EINVAL' })
    expect([await fromAddress('10.0.0.7'), await fromAddress('10.0.0.8')]).toEqual(['200', '400'])
  })
})

describe('files', () => {
  it.each(['plain', 'curve'] as const)(
    '%s() of what is not there is refused as loudly as the other, and what was set before holds',
    async (verb) => {
      await start()
      const missing = join(directory, 'missing')
      await expect(auth[verb](missing)).rejects.toMatchObject({ code: 'ENOENT', message: expect.stringContaining(missing) })
      await auth.curve(CURVE_ALLOW_ANY)
      await auth.plain(passwords('ada=x'))
      await expect(auth[verb](missing)).rejects.toMatchObject({ code: 'ENOENT' })
      expect([await status(request('CURVE', [KEY])), (await plain('ada', 'x'))[2]]).toEqual(['200', '200'])
    },
  )

  it('curve() of a file is refused', async () => {
    await start()
    await expect(auth.curve(passwords('a=b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  it.each(['644', '620', '640', '666', '602'])('passwords in a file of mode 0%s are told of by a warning, once', async (mode) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation()
    try {
      await start()
      const file = passwords('ada=x')
      chmodSync(file, parseInt(mode, 8))
      await auth.plain(file)
      writeFileSync(file, 'ada=longer')
      expect((await plain('ada', 'longer'))[2]).toBe('200')
      // On Windows the mode says nothing.
      const told =
        process.platform === 'win32'
          ? []
          : [[expect.stringContaining(`its mode is 0${mode} instead of 0600`), { type: 'ZmqWarning', code: 'ZMQ_FILE_PERMISSIONS' }]]
      expect(warn.mock.calls).toEqual(told)
      expect(JSON.stringify(warn.mock.calls)).not.toContain('longer')
    } finally {
      warn.mockRestore()
    }
  })

  it.each(['600', '400', '700'])('passwords in a file of mode 0%s are not', async (mode) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation()
    try {
      await start()
      const file = passwords('ada=x')
      chmodSync(file, parseInt(mode, 8))
      await auth.plain(file)
      expect(warn).not.toHaveBeenCalled()
    } finally {
      warn.mockRestore()
    }
  })
})

describe('a policy', () => {
  it('is asked by a request that shows no password when it is printed', async () => {
    const seen: string[] = []
    await start({
      policy: (asked) => {
        seen.push(inspect(asked), JSON.stringify(asked), String(asked.password))
        return true
      },
    })
    expect((await plain('ada', 'hunter2'))[2]).toBe('200')
    expect(seen.slice(0, 2).join()).not.toMatch(/hunter2|68 75 6e 74|104,117/)
    expect(seen[2]).toBe('hunter2')
  })

  it('that gives no answer is told of by a warning, once, and by the log', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation()
    try {
      await start({ policy: (() => ({ ok: false })) as never })
      for (let i = 0; i < 3; i++) expect(await fromAddress('10.0.0.1')).toBe('500')
      expect(warn.mock.calls).toEqual([
        [expect.stringContaining('the policy of zauth returned'), { type: 'ZmqWarning', code: 'ZMQ_AUTHENTICATE' }],
      ])
      expect(lines.length).toBe(3)
    } finally {
      warn.mockRestore()
    }
  })

  it('decides alone about PLAIN without a file, and may say who it is', async () => {
    await start({
      policy: async ({ username, password }) =>
        username === 'ada' && String(password) === 'x' && { userId: 'Ada', metadata: { role: 'poet' } },
    })
    expect(await plain('ada', 'x')).toEqual(['1.0', 'id', '200', 'OK', 'Ada', '\x04role\0\0\0\x04poet'])
    expect((await plain('ada', 'y'))[2]).toBe('400')
  })

  it('is not asked about whom something else refuses', async () => {
    const policy = jest.fn(() => true)
    await start({ policy })
    await auth.deny('10.0.0.1')
    expect(await fromAddress('10.0.0.1')).toBe('400')
    expect(policy).not.toHaveBeenCalled()
  })

  it.each([
    [
      'throws',
      (): never => {
        throw new Error('no')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['answers nothing', () => undefined],
    ['answers a status of 201', () => ({ status: 201 })],
    ['answers a user id of 1 MiB', () => ({ userId: 'x'.repeat(1 << 20) })],
    ['answers {}', () => ({})],
    ['answers []', () => []],
    ['answers { ok: false }', () => ({ ok: false })],
    ['answers { statusCode: 400 }', () => ({ statusCode: 400 })],
    ['answers new Error()', () => new Error('denied')],
    ['answers a promise of null', () => Promise.resolve(null)],
    ['answers a text alone', () => ({ text: 'No access' })],
    ['answers a userId that was not found', () => ({ userId: undefined })],
    ['answers never', () => new Promise(() => undefined)],
  ])('that %s lets nobody in', async (_, policy) => {
    await start({ policy: policy as never, policyTimeout: 5 })
    expect(await fromAddress('10.0.0.1')).toBe('500')
    expect(auth.state).toBe('running')
  })
})

describe('a rate limit', () => {
  it('asks an address to come later, and nobody else', async () => {
    await start({ rateLimit: { perSecond: 0.001, burst: 2 } })
    const seen = []
    for (const address of ['10.0.0.1', '::ffff:10.0.0.1', '10.0.0.1', '10.0.0.2', '2001:db8::1', '2001:db8::2', '2001:db8::3'])
      seen.push(await fromAddress(address))
    expect(seen).toEqual(['200', '200', '300', '200', '200', '200', '300'])
  })

  it('is refused when it is no number above 0', async () => {
    await expect(start({ rateLimit: { perSecond: 0 } })).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

describe('the authenticator', () => {
  it('is refused where there is a handler already', async () => {
    await start()
    await expect(Zauth.start({ context })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringMatching(/a ZAP handler in this context already/),
    })
  })

  it('leaves the endpoint to the next one when it ends', async () => {
    await start()
    await auth.destroy()
    await start()
    expect(await fromAddress('10.0.0.1')).toBe('200')
  })

  it('refuses GSSAPI', async () => {
    await start()
    await expect(auth.actor.command(['GSSAPI'])).rejects.toMatchObject({ code: 'ENOTSUP' })
  })

  it('takes the commands of CZMQ as strings', async () => {
    await start()
    await auth.actor.send(['DENY', '10.0.0.1'])
    expect(await auth.actor.wait()).toBe(0)
    expect(await fromAddress('10.0.0.1')).toBe('400')
  })

  it('tells its log of everything but passwords when it is verbose', async () => {
    await start()
    await auth.verbose()
    await auth.plain(passwords('admin=geheim\n'))
    await plain('admin', 'geheim')
    await plain('ad\x1bmin', 'falsch')
    expect(lines.join('\n')).toMatch(/API command="PLAIN"[^]*allowed \(PLAIN\)[^]*denied \(PLAIN\)[^]*\\u001b/)
    expect(lines.join('\n')).not.toMatch(/geheim|falsch|\x1b/)
  })

  it('is not harmed by a log that throws', async () => {
    const broken = (): never => {
      throw new Error('full')
    }
    await start({ log: { info: broken, warn: broken, error: broken } })
    expect(await fromAddress('10.0.0.1')).toBe('200')
    expect(await status(request('SRP'))).toBe('400')
  })
})
