/** The files of CZMQ and pyzmq are read by us, and ours by them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CzmqProgram, requirePeer } from '@tszmq/peers'
import { Zcert, Zcertstore, Zconfig } from '../../src/index.ts'

const program = new CzmqProgram(join(__dirname, 'czmq-certificate.c'))

const czmq = (...args: string[]): string => program.run(...args)

function pyzmq(code: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', code, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return stdout.trimEnd()
}

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(program.home, 'files-'))
  jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})
afterEach(() => jest.restoreAllMocks())
afterAll(() => program.remove())

const withCzmq = program.missing === undefined ? describe : describe.skip
const withPyzmq = 'version' in requirePeer('pyzmq') ? describe : describe.skip

withCzmq('with CZMQ', () => {
  it('a certificate that it made is read, secret and public', async () => {
    const file = join(directory, 'alice.txt')
    const [publicKey, secretKey] = czmq('make', file).split(' ')
    const cert = await Zcert.load(file, { permissions: 'refuse' })
    expect([cert.publicTxt, cert.secretTxt]).toEqual([publicKey, secretKey])
    expect([cert.meta('name'), cert.meta('email')]).toEqual(['Alice # 1', 'alice@example.org'])
    expect((await new Zcertstore(directory).lookup(publicKey!))?.meta('name')).toBe('Alice # 1')
  })

  it('a certificate of ours is read by it, secret, public and in a store', async () => {
    const cert = new Zcert()
    cert.setMeta('name', 'Bob "the" builder')
    await cert.save(join(directory, 'bob.txt'))
    expect(czmq('read', join(directory, 'bob.txt'))).toBe(`${cert.publicTxt} ${cert.secretTxt} Bob "the" builder`)
    expect(czmq('lookup', directory, cert.publicTxt)).toBe('known')
    expect(czmq('lookup', directory, new Zcert().publicTxt)).toBe('unknown')
    rmSync(join(directory, 'bob.txt_secret'))
    expect(czmq('read', join(directory, 'bob.txt'))).toBe(`${cert.publicTxt} ${'0'.repeat(40)} Bob "the" builder`)
  })

  it('a tree of ours comes back from it the same', async () => {
    const [from, to] = [join(directory, 'from'), join(directory, 'to')]
    const tree = Zconfig.from({
      a: { b: ['1', "it's", 'say "x"', '#2', '  blank  ', 'grüße', ''], c: { d: { 'e/f': 'x' } } },
      __proto: '1',
    })
    tree.comments = ['   a comment']
    tree.locate('a')!.addComment(' another')
    tree.locate('a/c/d')!.remark = ' behind'
    await tree.save(from)
    czmq('copy', from, to)
    const copy = await Zconfig.load(to)
    const values = (root: Zconfig): unknown[] => [...root.descendants()].map(({ item, level }) => [level, item.name, item.value ?? ''])
    // It writes the quotes of a value without looking at them: `"say "x""` is read as the RFC has it.
    const expected = values(tree).map((each) => ((each as unknown[])[2] === 'say "x"' ? [2, 'b', '"say "x""'] : each))
    expect(values(copy)).toEqual(expected)
    expect(copy.comments).toContain('   a comment')
  })
})

withPyzmq('with pyzmq', () => {
  it('a certificate that it made is read, secret and public', async () => {
    const made = pyzmq('import sys, zmq.auth\nzmq.auth.create_certificates(sys.argv[1], "alice", {"name": "Alice"})', directory)
    expect(made).toBe('')
    const cert = await Zcert.load(join(directory, 'alice.key'))
    expect(cert.secretKey).toHaveLength(32)
    expect(cert.meta('name')).toBe('Alice')
    expect((await Zcert.load(join(directory, 'alice.key_secret'))).eq(cert)).toBe(true)
    expect(await new Zcertstore(directory).lookup(cert.publicTxt)).toBeDefined()
  })

  it('a certificate of ours is read by it, one and all of a directory', async () => {
    const cert = new Zcert()
    cert.setMeta('name', 'Bob')
    mkdirSync(join(directory, 'public'))
    await cert.save(join(directory, 'bob.key'))
    await cert.savePublic(join(directory, 'public', 'bob.key'))
    const load = 'import sys, zmq.auth\nprint(*(k.decode() if k else "none" for k in zmq.auth.load_certificate(sys.argv[1])))'
    expect(pyzmq(load, join(directory, 'bob.key_secret'))).toBe(`${cert.publicTxt} ${cert.secretTxt}`)
    expect(pyzmq(load, join(directory, 'bob.key'))).toBe(`${cert.publicTxt} none`)
    const all = 'import sys, zmq.auth\nprint(*(k.decode() for k in zmq.auth.load_certificates(sys.argv[1])))'
    expect(pyzmq(all, join(directory, 'public'))).toBe(cert.publicTxt)
  })

  it("libzmq's own pair belongs together for us, too", () => {
    const [publicKey, secretKey] = pyzmq('import zmq\nprint(*(k.decode() for k in zmq.curve_keypair()))').split(' ')
    expect(new Zcert({ secretKey: secretKey! }).publicTxt).toBe(publicKey)
  })
})

it('a certificate with comments, other quotes and CRLF is read', async () => {
  const cert = new Zcert()
  const file = join(directory, 'edited')
  const lines = ['# by hand', 'curve # the keys', `    secret-key = '${cert.secretTxt}' # mine`, `    public-key = '${cert.publicTxt}'`]
  writeFileSync(file, lines.join('\r\n'), { mode: 0o600 })
  expect((await Zcert.load(file)).eq(cert)).toBe(true)
})
