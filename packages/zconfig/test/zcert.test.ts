/** Certificates: keys, metadata, files, and that a secret stays one. Threat C14. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { z85Encode } from '@tszmq/zmtp-codec'
import { Zcert } from '../src/index.ts'

// Ids of threats: docs/threats.md.

// RFC 26's example keys of the test of libzmq: a pair that belongs together.
const PAIR = { publicKey: 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID', secretKey: 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs' }

let directory: string
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'zcert-'))))
afterEach(() => {
  jest.restoreAllMocks()
  rmSync(directory, { recursive: true })
})

describe('a Zcert', () => {
  it('is a new pair, or one from keys as bytes or text', () => {
    const cert = new Zcert()
    expect(cert.publicKey).toHaveLength(32)
    expect(new Zcert({ publicKey: cert.publicKey, secretKey: cert.secretTxt! }).eq(cert)).toBe(true)
    expect(new Zcert({ secretKey: cert.secretKey! }).publicTxt).toBe(cert.publicTxt)
    expect(new Zcert().eq(cert)).toBe(false)
  })

  it("computes libzmq's public key of a secret one", () => {
    expect(new Zcert({ secretKey: PAIR.secretKey }).publicTxt).toBe(PAIR.publicKey)
  })

  it.each([39, 41, 0])('C14: refuses a key of %d characters', (length) => {
    const publicKey = PAIR.publicKey.repeat(2).slice(0, length)
    expect(() => new Zcert({ publicKey })).toThrow(
      expect.objectContaining({ code: 'ERR_CERT_KEY', message: expect.stringContaining(`${length}`) }),
    )
  })

  it('C14: refuses bad Z85, keys of zeros and pairs that do not belong together', () => {
    const refused = (keys: ConstructorParameters<typeof Zcert>[0], code: string): void =>
      expect(() => new Zcert(keys)).toThrow(expect.objectContaining({ code }))
    refused({ publicKey: '"'.repeat(40) }, 'ERR_CERT_KEY')
    refused({ publicKey: '#'.repeat(40) }, 'ERR_CERT_KEY')
    refused({ publicKey: '0'.repeat(40) }, 'ERR_CERT_KEY')
    refused({ secretKey: new Uint8Array(32) }, 'ERR_CERT_KEY')
    refused({ publicKey: new Zcert().publicTxt, secretKey: PAIR.secretKey }, 'ERR_CERT_PAIR')
  })

  it("takes CZMQ's forty zeros for no secret key", () => {
    expect(new Zcert({ ...PAIR, secretKey: '0'.repeat(40) }).secretKey).toBeUndefined()
  })

  it('has metadata, and refuses what no certificate file can hold', () => {
    const cert = new Zcert()
    cert.setMeta('name', 'Alice')
    cert.setMeta('__proto__', 'x')
    expect([cert.meta('name'), cert.meta('none'), cert.metaKeys()]).toEqual(['Alice', undefined, ['name', '__proto__']])
    expect([cert.unsetMeta('name'), cert.unsetMeta('name')]).toEqual([true, false])
    expect(() => cert.setMeta('a b', '')).toThrow(expect.objectContaining({ code: 'ERR_ZPL_NAME' }))
    expect(() => cert.setMeta('a', 'x\n    public-key = "y"')).toThrow(expect.objectContaining({ code: 'ERR_ZPL_VALUE' }))
  })

  it('goes to a socket with both keys, and not without its secret one', () => {
    const socket = { curvePublicKey: null, curveSecretKey: null }
    new Zcert(PAIR).apply(socket)
    expect(socket).toEqual({ curvePublicKey: PAIR.publicKey, curveSecretKey: PAIR.secretKey })
    expect(() => new Zcert({ publicKey: PAIR.publicKey }).apply(socket)).toThrow(expect.objectContaining({ code: 'ERR_CERT_SECRET' }))
  })

  it('never shows its secret key', () => {
    const cert = new Zcert(PAIR)
    for (const shown of [inspect(cert, { depth: 9, showHidden: true }), JSON.stringify(cert)]) {
      expect(shown).not.toContain(PAIR.secretKey)
    }
    expect(inspect(cert)).toContain(PAIR.publicKey)
    for (const text of [`curve\n    secret-key = "${PAIR.secretKey}`, `curve\n  secret-key = ${PAIR.secretKey}`]) {
      expect(() => Zcert.parse(text)).toThrow(expect.not.objectContaining({ message: expect.stringContaining(PAIR.secretKey) }))
    }
  })

  it('loses its secret key by destroy(), and its copy does not', () => {
    const cert = new Zcert(PAIR)
    cert.setMeta('name', 'Alice')
    const copy = cert.dup()
    cert.destroy()
    expect([cert.secretKey, cert.secretTxt]).toEqual([undefined, undefined])
    expect([copy.secretTxt, copy.meta('name')]).toEqual([PAIR.secretKey, 'Alice'])
    expect(copy.eq(cert)).toBe(false)
  })
})

describe('a certificate file', () => {
  it('comes back with both keys from its secret file, and with one when that is gone', async () => {
    const file = join(directory, 'cert')
    const cert = new Zcert()
    cert.setMeta('email', 'a@b.c')
    await cert.save(file)
    expect(readdirSync(directory).sort()).toEqual(['cert', 'cert_secret'])
    const loaded = await Zcert.load(file)
    expect([loaded.eq(cert), loaded.meta('email')]).toEqual([true, 'a@b.c'])
    rmSync(`${file}_secret`)
    expect((await Zcert.load(file)).secretKey).toBeUndefined()
    expect(readFileSync(file, 'latin1')).not.toContain(cert.secretTxt)
  })

  it.each([0o000, 0o022, 0o777])('has mode 0600 under the umask %o when it holds a secret', async (umask) => {
    const before = process.umask(umask)
    try {
      await new Zcert().save(join(directory, 'cert'))
    } finally {
      process.umask(before)
    }
    expect(statSync(join(directory, 'cert_secret')).mode & 0o777).toBe(0o600)
  })

  it('is not replaced where that is not wanted, and then nothing is left behind', async () => {
    const file = join(directory, 'cert')
    writeFileSync(file, 'mine')
    await expect(new Zcert().save(file, { overwrite: false })).rejects.toMatchObject({ code: 'EEXIST', file })
    expect([readdirSync(directory), readFileSync(file, 'utf8')]).toEqual([['cert'], 'mine'])
  })

  it('C14: gives a warning when others can read its secret, or is refused', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const file = join(directory, 'cert')
    await new Zcert().save(file)
    await Zcert.load(file, { permissions: 'refuse' })
    expect(warn).not.toHaveBeenCalled()
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(`${file}_secret`, mode)
      await expect(Zcert.load(file, { permissions: 'refuse' })).rejects.toMatchObject({
        code: 'ERR_CERT_PERMISSIONS',
        file: `${file}_secret`,
      })
    }
    await Zcert.load(file)
    expect(warn).toHaveBeenCalledTimes(1)
    await Zcert.load(file, { permissions: 'ignore' })
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('C14: is refused with its name when it is broken, also when a good public one is beside it', async () => {
    const file = join(directory, 'cert')
    await new Zcert().save(file)
    const other = z85Encode(new Zcert().publicKey)
    writeFileSync(`${file}_secret`, `curve\n    public-key = "${other}"\n    secret-key = "${PAIR.secretKey}"\n`, { mode: 0o600 })
    await expect(Zcert.load(file)).rejects.toMatchObject({ code: 'ERR_CERT_PAIR', file: `${file}_secret` })
    writeFileSync(`${file}_secret`, 'curve\n')
    await expect(Zcert.load(file)).rejects.toMatchObject({ code: 'ERR_CERT_KEY' })
  })
})
