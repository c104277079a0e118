/** The `zmakecert` command as its user meets it. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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

  it('tells its version', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^zmakecert \d+\.\d+\.\d+\n$/), stderr: '' })
  })

  it("makes CZMQ's two files, with metadata", async () => {
    expect(run('--meta', 'name=Alice = me', '--meta', 'email=a@b.c')).toMatchObject({ status: 0, stderr: '' })
    const cert = await Zcert.load(join(directory, 'mycert.txt'), { permissions: 'refuse' })
    expect([cert.meta('name'), cert.meta('email'), cert.secretKey?.length]).toEqual(['Alice = me', 'a@b.c', 32])
    expect(cert.meta('date-created')).toMatch(/^\d{4}-/)
  })

  it('replaces nothing unless it is told to, and leaves nothing half made', () => {
    writeFileSync(join(directory, 'a'), '')
    expect(run('a')).toMatchObject({ status: 1, stdout: '', stderr: 'zmakecert: a is there already; --force replaces it\n' })
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
    [['no/such/place'], 1, /there is no directory no\/such/],
    [['.'], 1, /\. is a directory/],
    [['--force', '.'], 1, /\. is a directory/],
    [['no/'], 1, /there is no directory no\//],
  ])('refuses %j in a sentence', (args, status, reason) => {
    expect(run(...args)).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(reason) })
    expect(readdirSync(directory)).toEqual([])
  })

  // Root may write anywhere.
  const limited = process.getuid?.() === 0 ? it.skip : it
  limited('says so when the directory may not be written to', () => {
    mkdirSync(join(directory, 'closed'))
    chmodSync(join(directory, 'closed'), 0o555)
    expect(run('closed/a')).toEqual(
      expect.objectContaining({ status: 1, stderr: 'zmakecert: the directory closed may not be written to (EACCES)\n' }),
    )
  })

  // Linux has a file that is always full.
  const full = existsSync('/dev/full') ? it : it.skip
  full('says so when its output cannot be written', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, '--print'], {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([1, 'zmakecert: cannot write to the standard output: ENOSPC\n'])
  })
})

/** `script` of util-linux, which gives a program a terminal. */
const found = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')
const atTerminal = found ? describe : describe.skip

atTerminal('zmakecert at a terminal', () => {
  /** Gives each answer once what is asked for it can be read. What was said, and the status, as a shell has it. */
  async function talk(
    answers: readonly (readonly [asked: string, answer: string])[],
    ...args: string[]
  ): Promise<{ status: number; said: string }> {
    const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
    const child = spawn('script', ['-qfec', command, '/dev/null'], { cwd: directory, stdio: ['pipe', 'pipe', 'inherit'] })
    const exit = once(child, 'exit')
    let said = ''
    let unread = ''
    const left = [...answers]
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      unread += chunk
      const at = left.length > 0 ? unread.indexOf(left[0]![0]) : -1
      if (at < 0) return
      unread = unread.slice(at + left[0]![0].length)
      child.stdin.write(left.shift()![1])
    })
    const [status] = (await exit) as [number]
    child.stdin.destroy()
    return { status, said }
  }

  it('asks who the owner is, and again for what a certificate cannot hold', async () => {
    const answers = [
      ['name: ', 'a"b\'c # d\r'],
      ['name: ', 'Ada\r'],
      ['address: ', '\r'],
      ['organization: ', ' Analytical  \r'],
    ] as const
    const { status, said } = await talk(answers)
    expect([status, said]).toEqual([0, expect.stringMatching(/ZPL cannot say[^]*created in mycert.txt/)])
    const cert = await Zcert.load(join(directory, 'mycert.txt'), { permissions: 'refuse' })
    expect(['name', 'email', 'organization'].map((name) => cert.meta(name))).toEqual(['Ada', undefined, 'Analytical'])
  })

  it('asks nothing when it could not write the answers, or was told them', async () => {
    writeFileSync(join(directory, 'a'), '')
    expect(await talk([], 'a')).toEqual({ status: 1, said: 'zmakecert: a is there already; --force replaces it\r\n' })
    expect(await talk([], '--meta', 'name=Ada', 'b')).toEqual({ status: 0, said: 'CURVE certificate created in b and b_secret\r\n' })
  })

  it('makes nothing when the answers end (^D), and says so', async () => {
    const { status, said } = await talk([
      ['name: ', 'Ada\r'],
      ['address: ', '\x04'],
    ])
    expect([status, said]).toEqual([1, expect.stringContaining('zmakecert: no certificate was made: the answers ended\r\n')])
    expect([said.includes('    at '), readdirSync(directory)]).toEqual([false, []])
  })

  it('makes nothing when it is interrupted (^C), and ends as if by the signal', async () => {
    const { status, said } = await talk([
      ['name: ', 'Ada\r'],
      ['address: ', '\x03'],
    ])
    expect([status, said.includes('    at '), readdirSync(directory)]).toEqual([130, false, []])
  })
})
