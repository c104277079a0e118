/** Certificate stores: in memory, in a directory, by a loader. Threat F1. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Zcert, Zcertstore } from '../src/index.ts'

// Ids of threats: docs/threats.md.

let parent: string
let directory: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'zcertstore-'))
  directory = join(parent, 'store')
})
afterEach(() => rmSync(parent, { recursive: true }))

function named(name: string): Zcert {
  const cert = new Zcert()
  cert.setMeta('name', name)
  return cert
}

describe('a Zcertstore in memory', () => {
  it('knows what was inserted, by text and by bytes, until it is removed', async () => {
    const store = new Zcertstore()
    const cert = named('Alice')
    store.insert(cert)
    expect((await store.lookup(cert.publicTxt))?.meta('name')).toBe('Alice')
    expect((await store.lookup(cert.publicKey))?.secretKey).toBeUndefined()
    expect(await store.certs()).toHaveLength(1)
    expect([store.remove(cert.publicKey), store.remove(cert.publicKey)]).toEqual([true, false])
    expect(await store.lookup(cert.publicTxt)).toBeUndefined()
  })

  it('refuses what is no key', async () => {
    await expect(new Zcertstore().lookup('../../etc/passwd')).rejects.toMatchObject({ code: 'ERR_CERT_KEY' })
  })
})

describe('a Zcertstore with a loader', () => {
  it('asks it every time', async () => {
    const cert = named('Alice')
    let known = true
    const store = new Zcertstore(async (key) => (known && key === cert.publicTxt ? cert : undefined))
    expect((await store.lookup(cert.publicTxt))?.meta('name')).toBe('Alice')
    known = false
    expect(await store.lookup(cert.publicTxt)).toBeUndefined()
  })

  it('passes on its failures, and refuses a certificate of another key', async () => {
    const failing = new Zcertstore(() => Promise.reject(new Error('no database')))
    await expect(failing.lookup(new Zcert().publicTxt)).rejects.toThrow('no database')
    await expect(new Zcertstore(() => new Zcert()).lookup(new Zcert().publicTxt)).rejects.toMatchObject({ code: 'ERR_CERT_KEY' })
  })
})

describe('a Zcertstore of a directory', () => {
  it('sees files come, change and go, and the directory too', async () => {
    const store = new Zcertstore(directory)
    const [alice, bob] = [named('Alice'), named('Bob')]
    expect(await store.lookup(alice.publicTxt)).toBeUndefined()
    mkdirSync(join(directory, 'below'), { recursive: true })
    const file = join(directory, 'below', 'alice.txt')
    await alice.save(file)
    expect((await store.lookup(alice.publicTxt))?.meta('name')).toBe('Alice')
    expect((await store.lookup(alice.publicTxt))?.secretKey).toBeUndefined()
    await bob.savePublic(file)
    expect(await store.lookup(alice.publicTxt)).toBeUndefined()
    expect((await store.lookup(bob.publicTxt))?.meta('name')).toBe('Bob')
    writeFileSync(file, `curve\n    public-key = "${alice.publicTxt}"\n`)
    expect(await store.lookup(bob.publicTxt)).toBeUndefined()
    expect(await store.lookup(alice.publicTxt)).toBeDefined()
    rmSync(file)
    expect(await store.lookup(alice.publicTxt)).toBeUndefined()
    await bob.savePublic(file)
    renameSync(directory, join(parent, 'elsewhere'))
    expect(await store.lookup(bob.publicTxt)).toBeUndefined()
  })

  it('gives the same answer to all who ask at once', async () => {
    const store = new Zcertstore(directory)
    const cert = named('Alice')
    mkdirSync(directory)
    await cert.savePublic(join(directory, 'alice'))
    const found = await Promise.all(Array.from({ length: 100 }, () => store.lookup(cert.publicTxt)))
    expect(found.filter((each) => each?.publicTxt === cert.publicTxt)).toHaveLength(100)
  })

  it('lets a file that is no certificate keep nobody out, and says why it is none', async () => {
    mkdirSync(directory)
    writeFileSync(join(directory, 'aaa'), 'no certificate\n')
    writeFileSync(join(directory, 'bbb'), Buffer.alloc(70_000))
    const cert = named('Alice')
    await cert.savePublic(join(directory, 'ccc'))
    const store = new Zcertstore(directory)
    expect(await store.lookup(cert.publicTxt)).toBeDefined()
    expect(store.problems.map(({ code, file }) => [code, file])).toEqual([
      ['ERR_ZPL_SYNTAX', join(directory, 'aaa')],
      ['ERR_ZPL_LIMIT', join(directory, 'bbb')],
    ])
  })

  it('F1: reads no secret file, no hidden one, and nothing that a link leads to outside', async () => {
    mkdirSync(directory)
    const [secret, hidden, outside, linked, inside] = [named('a'), named('b'), named('c'), named('d'), named('e')]
    await secret.saveSecret(join(directory, 'a_secret'))
    await hidden.savePublic(join(directory, '.b'))
    await outside.savePublic(join(parent, 'c'))
    symlinkSync('../c', join(directory, 'c'))
    mkdirSync(join(parent, 'other'))
    await linked.savePublic(join(parent, 'other', 'd'))
    symlinkSync(join(parent, 'other'), join(directory, 'd'))
    await inside.savePublic(join(directory, 'e'))
    symlinkSync('e', join(directory, 'f'))
    symlinkSync('g', join(directory, 'g'))
    expect((await new Zcertstore(directory).certs()).map((cert) => cert.meta('name'))).toEqual(['e'])
  })

  it.each(['../x', '/etc/x', 'a/b', '..', '.', '', '.hidden', 'a\0b', '%2e%2e%2fx\n', 'x_secret', 'a\\b', 'é', 'a'.repeat(129)])(
    'F1: refuses to save a certificate by the name %j',
    async (name) => {
      mkdirSync(directory)
      await expect(new Zcertstore(directory).save(name, new Zcert())).rejects.toMatchObject({ code: 'ERR_CERT_NAME' })
      expect([readdirSync(directory), readdirSync(parent)]).toEqual([[], ['store']])
    },
  )

  it('saves the public part by a good name', async () => {
    mkdirSync(directory)
    const cert = named('Alice')
    await new Zcertstore(directory).save('alice@example.org', cert)
    expect(existsSync(join(directory, 'alice@example.org_secret'))).toBe(false)
    expect(await new Zcertstore(directory).lookup(cert.publicTxt)).toBeDefined()
  })
})
