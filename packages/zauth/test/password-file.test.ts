/** C8: how passwords are compared. What they are, and that the file is read again, is in zauth.test.ts. */
import * as nodeCrypto from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PasswordFile } from '../src/password-file.ts'

// Ids of threats: docs/threats.md.

const RIGHT = 'correct horse battery staple'
let directory: string
let passwords: PasswordFile
let compared: jest.SpyInstance<boolean, [NodeJS.ArrayBufferView, NodeJS.ArrayBufferView]>

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'zauth-'))
  const file = join(directory, 'passwords')
  writeFileSync(file, `admin=${RIGHT}\nempty=\n`)
  passwords = await PasswordFile.load(file)
  // The module itself, as the code has it: what `import` makes of it is a copy here.
  compared = jest.spyOn(process.getBuiltinModule('node:crypto'), 'timingSafeEqual') as never
})

afterEach(() => {
  compared.mockRestore()
  rmSync(directory, { recursive: true })
})

const sha256 = (text: string): string => nodeCrypto.createHash('sha256').update(text).digest('hex')
const hex = (bytes: NodeJS.ArrayBufferView): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** What was compared when `password` was tried: pairs of digests, in hex. */
function tried(username: string, password: string): { taken: boolean; compared: string[][] } {
  compared.mockClear()
  const taken = passwords.verify(username, Buffer.from(password))
  return { taken, compared: compared.mock.calls.map((pair) => pair.map(hex)) }
}

it('C8: a password is compared in constant time, by digests of one length, wherever it differs first and however long it is', () => {
  const guesses = [RIGHT, '', 'c', `${RIGHT}x`, 'x'.repeat(255)]
  for (let at = 0; at < RIGHT.length; at++) guesses.push(`${RIGHT.slice(0, at)}?${RIGHT.slice(at + 1)}`, RIGHT.slice(0, at))
  for (const guess of guesses) {
    expect(tried('admin', guess)).toEqual({ taken: guess === RIGHT, compared: [[sha256(guess), sha256(RIGHT)]] })
  }
})

it('C8: so is one for a name that nobody has, and it never fits', () => {
  for (const name of ['nobody', '', 'Admin', '__proto__', 'toString']) {
    for (const guess of [RIGHT, '', 'x']) {
      const { taken, compared } = tried(name, guess)
      expect([name, taken, compared.length, compared[0]![0], compared[0]![1]!.length]).toEqual([name, false, 1, sha256(guess), 64])
    }
  }
  expect(tried('empty', '').taken).toBe(true)
})
