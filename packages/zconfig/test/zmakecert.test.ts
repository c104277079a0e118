/** The `zmakecert` command as its user meets it. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Zcert } from '../src/index.ts'

const program = join(__dirname, '..', 'dist', 'esm', 'zmakecert', 'main.js')

let directory: string
beforeAll(() => {
  if (!existsSync(program)) throw new Error('packages/zconfig is not built: npm run build does it')
})
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'zmakecert-'))))
afterEach(() => rmSync(directory, { recursive: true }))

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, ...args], { cwd: directory, encoding: 'utf8', input: '' })
}

describe('zmakecert', () => {
  it('explains itself', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--meta NAME=VALUE'), stderr: '' })
  })

  it("makes CZMQ's two files, with metadata", async () => {
    expect(run('--meta', 'name=Alice = me', '--meta', 'email=a@b.c')).toMatchObject({ status: 0, stderr: '' })
    const cert = await Zcert.load(join(directory, 'mycert.txt'), { permissions: 'refuse' })
    expect([cert.meta('name'), cert.meta('email'), cert.secretKey?.length]).toEqual(['Alice = me', 'a@b.c', 32])
    expect(cert.meta('date-created')).toMatch(/^\d{4}-/)
  })

  it('replaces nothing unless it is told to, and leaves nothing half made', () => {
    writeFileSync(join(directory, 'a'), '')
    expect(run('a')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^zmakecert: a: .*EEXIST.*--force/) })
    expect(readdirSync(directory)).toEqual(['a'])
    expect(run('a', '--force').status).toBe(0)
    expect(run('a').status).toBe(1)
  })

  it("prints a pair in the form of libzmq's curve_keygen", () => {
    const { status, stdout } = run('--print')
    const match = /^== CURVE PUBLIC KEY ==\n(\S{40})\n\n== CURVE SECRET KEY ==\n(\S{40})\n$/.exec(stdout)
    expect(status).toBe(0)
    expect(new Zcert({ secretKey: match![2]! }).publicTxt).toBe(match![1])
    expect(readdirSync(directory)).toEqual([])
  })

  it.each([
    [['a', 'b'], 2, /one file/],
    [['--what'], 2, /--what/],
    [['--meta', 'x'], 2, /name=value/],
    [['--print', 'a'], 2, /goes alone/],
    [['--meta', 'a b=1'], 1, /a name is made of/],
    [['no/such/place'], 1, /ENOENT/],
  ])('refuses %j in a sentence', (args, status, reason) => {
    expect(run(...args)).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(reason) })
    expect(readdirSync(directory)).toEqual([])
  })
})
