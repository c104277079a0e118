/** Random bytes by the page: none is returned twice, and none is kept. */
import { nodeCryptography } from '../../src/platform/node-cryptography.ts'
import { RandomPool } from '../../src/security/random-pool.ts'

afterEach(() => jest.restoreAllMocks())

/** Distinguishable random bytes: each page has other numbers, and is kept for the test. */
function counted(): { pages: Uint8Array[] } {
  const pages: Uint8Array[] = []
  jest.spyOn(nodeCryptography, 'randomFill').mockImplementation((page) => {
    pages.push(page)
    new DataView(page.buffer, page.byteOffset).setUint32(0, pages.length)
    for (let i = 4; i < page.length; i++) page[i] = 1 + ((pages.length * 131 + i) % 255)
  })
  return { pages }
}

it('generates once for many small requests, and returns the bytes in order', () => {
  const { pages } = counted()
  const pool = new RandomPool()
  const drawn = Array.from({ length: 32 }, () => new Uint8Array(32))
  for (const bytes of drawn) pool.fill(bytes)
  expect(pages).toHaveLength(1)
  expect(new Set(drawn.map(String)).size).toBe(32)
})

it('keeps no copy of the returned bytes', () => {
  const { pages } = counted()
  const pool = new RandomPool()
  pool.fill(new Uint8Array(100))
  expect(pages[0]?.subarray(0, 100).every((byte) => byte === 0)).toBe(true)
  expect(pages[0]?.subarray(100).every((byte) => byte !== 0)).toBe(true)
})

it('generates a new page instead of using the rest of one, and generates more than a page directly', () => {
  const { pages } = counted()
  const pool = new RandomPool()
  pool.fill(new Uint8Array(1000))
  const second = new Uint8Array(25)
  pool.fill(second)
  expect(pages).toHaveLength(2)
  expect(second[3]).toBe(2)
  const large = new Uint8Array(5000)
  pool.fill(large)
  expect(pages[2]).toBe(large)
})

it('returns the bytes of the system', () => {
  const [one, other] = [new Uint8Array(32), new Uint8Array(32)]
  const pool = new RandomPool()
  pool.fill(one)
  pool.fill(other)
  expect(one.some((byte) => byte !== 0)).toBe(true)
  expect(one).not.toEqual(other)
})
