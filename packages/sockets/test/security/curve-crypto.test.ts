/** The cryptography of CURVE, the same tests for each provider: NaCl's vectors, weak keys, growing memory. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { loadCurveCrypto, loadLibsodiumCrypto, loadSodiumNativeCrypto } from '@tszmq/fuzzer'
import { hex, join as joined } from '@tszmq/testkit'
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'

// Ids of threats: docs/threats.md.

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))

/** The example of "Cryptography in NaCl" (D. J. Bernstein, 2009): Alice's secret, Bob's public key, and a box between them. */
const ALICE = bytes('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
const ALICE_PUBLIC = '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'
const BOB_PUBLIC = bytes('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
const SHARED = bytes('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389')
const NONCE = bytes('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37')
const MESSAGE = bytes(
  'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31' +
    '0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864' +
    '5e0705',
)
const BOX =
  'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972' +
  '71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3' +
  '7973f622a43d14a6599b1f654cb45a74e355a5'

/** The points with which every secret key gives the same: zero, one, two of order 8, and what is equal to them modulo 2^255 - 19. */
const LOW_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]

const PROVIDERS = {
  'libsodium in WebAssembly': loadLibsodiumCrypto,
  'sodium-native': async () => (await loadSodiumNativeCrypto(await loadLibsodiumCrypto())) as CurveCrypto,
}

describe.each(Object.entries(PROVIDERS))('%s', (_name, load) => {
  let crypto: CurveCrypto
  beforeAll(async () => {
    crypto = await load()
  })

  it('computes what NaCl computes (RFC 26: 23)', () => {
    expect(hex(crypto.publicKey(ALICE))).toBe(ALICE_PUBLIC)
    expect(hex(crypto.beforenm(BOB_PUBLIC, ALICE)!)).toBe(hex(SHARED))
    const box = joined(new Uint8Array(16), MESSAGE)
    crypto.seal(SHARED, NONCE, box, 0, MESSAGE.length)
    expect(hex(box)).toBe(BOX)
    expect(crypto.open(SHARED, NONCE, box, 0, box.length)).toBe(true)
    expect(hex(box.subarray(16))).toBe(hex(MESSAGE))
  })

  it.each(LOW_ORDER)('C3: rejects the public key %s', (point) => {
    expect(crypto.beforenm(bytes(point), ALICE)).toBeUndefined()
    // RFC 7748: the highest bit is ignored.
    const high = bytes(point)
    high[31]! |= 0x80
    expect(crypto.beforenm(high, ALICE)).toBeUndefined()
  })

  it.each([0, 1, 63, 64, 65, 383, 384, 2047, 2048, 2049, 65_519, 65_520, 65_521, 1_000_000, 20_000_000])(
    'seals and opens %i bytes in the middle of others, and opens nothing that was changed',
    (size) => {
      const memory = new Uint8Array(size + 30).fill(0x61)
      crypto.seal(SHARED, NONCE, memory, 7, size)
      expect(hex(joined(memory.subarray(0, 7), memory.subarray(23 + size)))).toBe('61'.repeat(14))
      const spoiled = memory.slice()
      spoiled[7 + ((size + 16) >> 1)]! ^= 1
      expect(crypto.open(SHARED, NONCE, spoiled, 7, size + 16)).toBe(false)
      expect(crypto.open(SHARED, NONCE, memory, 7, size + 16)).toBe(true)
      const rest = memory.subarray(23)
      expect([rest.length, rest.every((byte) => byte === 0x61)]).toEqual([size + 7, true])
    },
  )

  it('opens nothing shorter than a box', () => {
    for (let size = 0; size < 16; size++) expect(crypto.open(SHARED, NONCE, new Uint8Array(16), 0, size)).toBe(false)
  })

  it('distinguishes keys, and removes one that is wiped', () => {
    const [one, other, empty] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2), new Uint8Array(32)]
    const sealed = (key: Uint8Array): string => {
      const box = new Uint8Array(20)
      crypto.seal(key, NONCE, box, 0, 4)
      return hex(box)
    }
    const [first, second] = [sealed(one), sealed(other)]
    expect([sealed(one), sealed(other), first === second]).toEqual([first, second, false])
    crypto.wipe(other)
    expect([hex(other), sealed(other) === sealed(empty), sealed(one)]).toEqual(['00'.repeat(32), true, first])
  })

  it('C8: compares whole arrays by the constant-time comparison of Node, wherever they differ first', () => {
    const compare = jest.spyOn(process.getBuiltinModule('node:crypto'), 'timingSafeEqual')
    for (let at = 0; at <= 32; at++) {
      const other = ALICE.slice()
      if (at < 32) other[at]! ^= 1
      expect(crypto.equal(ALICE, other)).toBe(at === 32)
      expect(compare.mock.calls.splice(0)).toEqual([[ALICE, other]])
    }
    compare.mockRestore()
  })

  it('compares bytes, and generates random ones', () => {
    const random = new Uint8Array(32)
    crypto.random(random)
    expect([crypto.equal(random, random.slice()), crypto.equal(random, ALICE), crypto.equal(random, new Uint8Array(31))]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('loadCurveCrypto', () => {
  it('finds sodium-native if it is installed, once', async () => {
    const crypto = await loadCurveCrypto()
    expect(crypto.constructor.name).toBe('SodiumNativeCrypto')
    expect(await loadCurveCrypto()).toBe(crypto)
  })

  it('does not use one that is missing, or computes another result', async () => {
    const wasm = await loadLibsodiumCrypto()
    const wrong = Object.create(wasm) as CurveCrypto
    wrong.open = () => false
    expect(await loadSodiumNativeCrypto(wrong)).toBeUndefined()
    jest.resetModules()
    jest.doMock('sodium-native', () => {
      throw new Error('Cannot find module')
    })
    const { loadCurveCrypto: again } = jest.requireActual<{ loadCurveCrypto: typeof loadCurveCrypto }>('../../src/security/curve-crypto.ts')
    expect((await again()).constructor.name).toBe('LibsodiumCrypto')
    jest.dontMock('sodium-native')
  })

  it.each(['esm', 'cjs'])('rejects with ENOTSUP without WebAssembly: as %s', (build) => {
    const entryPoint = join(__dirname, '..', '..', 'dist', build, 'internal.js')
    const source = `import(${JSON.stringify(entryPoint)}).then((m) => m.loadLibsodiumCrypto()).then(() => 'found', (e) => e.code).then(console.log)`
    expect(
      execFileSync(process.execPath, ['--jitless', '--no-warnings', '-e', source], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ).toContain('ENOTSUP')
  })
})
