/** The `tszmq-hash` command: the same sums as sha256sum has, whatever the files are like, and an end in every case. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hashFiles } from '../src/hash/hash-pool.ts'
import { ProgressLine } from '../src/hash/progress-line.ts'

const entry = join(__dirname, '..', 'dist', 'esm', 'hash', 'main.js')

let folder: string

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tszmq-hash-'))))

afterEach(() => rmSync(folder, { recursive: true }))

function hash(...args: string[]): { code: number | null; lines: string[]; errors: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8', cwd: folder })
  return { code: status, lines: stdout.split('\n').slice(0, -1).sort(), errors: stderr }
}

/** Writes a file, and returns the line that is to be printed of it. */
function file(path: string, content: string | Buffer): string {
  writeFileSync(join(folder, path), content)
  return `${createHash('sha256').update(content).digest('hex')}  ${path}`
}

describe('progress', () => {
  const SIZE = 50_000_000
  const TELL = 8 << 20
  const all = async function* (paths: readonly string[]): AsyncGenerator<string> {
    yield* paths
  }

  it.each([1, 2])('is told every 8 MiB and at the end of each file, before that is done, by %s threads', async (threads) => {
    const paths = ['a', 'b', 'small', 'empty'].map((name) => join(folder, name))
    for (const [i, size] of [SIZE, SIZE, 3, 0].entries()) {
      writeFileSync(paths[i]!, '')
      truncateSync(paths[i]!, size)
    }
    const told: number[] = []
    let bytesAtEnd = 0
    await hashFiles(pathToFileURL(join(entry, '..', 'hash-actor.js')), all(paths), {
      threads,
      signal: new AbortController().signal,
      progress: (bytes) => told.push(bytes),
      done: async () => void (bytesAtEnd = told.reduce((sum, each) => sum + each, 0)),
    })
    const ofOne = [...Array.from({ length: Math.floor(SIZE / TELL) }, () => TELL), SIZE % TELL]
    expect(told.toSorted((a, b) => a - b)).toEqual([3, ...ofOne, ...ofOne].toSorted((a, b) => a - b))
    expect(bytesAtEnd).toBe(2 * SIZE + 3)
  })

  it('is a line of a terminal that renews itself, and goes before anything else is written', () => {
    jest.useFakeTimers()
    const written: string[] = []
    const terminal = { isTTY: true, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream
    const line = new ProgressLine(terminal)
    line.bytes = 150e6
    jest.advanceTimersByTime(1000)
    expect(written).toHaveLength(10)
    expect(written.at(-1)).toBe('\r\u001B[2K0 files, 150 MB, 150 MB/s')
    line.files = 1
    line.clear()
    expect(written.at(-1)).toBe('\r\u001B[2K')
    line.stop()
    jest.advanceTimersByTime(1000)
    expect(written).toHaveLength(12)
    jest.useRealTimers()
  })

  it('is nothing where there is no terminal', () => {
    jest.useFakeTimers()
    const written: string[] = []
    const line = new ProgressLine({ isTTY: false, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream)
    jest.advanceTimersByTime(1000)
    line.clear()
    line.stop()
    expect(written).toEqual([])
    jest.useRealTimers()
  })
})

describe('tszmq-hash', () => {
  it.each(['1', '2', '7'])('hashes files, and all files below folders, with %s threads', (threads) => {
    mkdirSync(join(folder, 'tree', 'deep'), { recursive: true })
    const expected = [file('one', 'one'), file('empty', ''), file('tree/large', Buffer.alloc(3_000_001, 7))]
    for (let i = 0; i < 50; i++) expected.push(file(`tree/deep/${i}`, String(i)))
    symlinkSync('one', join(folder, 'tree', 'link'))
    expect(hash('--threads', threads, 'one', 'empty', 'tree')).toEqual({ code: 0, lines: expected.sort(), errors: '' })
  })

  it('tells what it cannot read, and hashes the rest', () => {
    const line = file('good', 'good')
    symlinkSync('vanished', join(folder, 'dangling'))
    const { code, lines, errors } = hash('nowhere', 'good', 'dangling', '/dev/null')
    expect({ code, lines }).toEqual({ code: 1, lines: [line] })
    expect(errors).toMatch(/^tszmq-hash: nowhere: ENOENT/m)
    expect(errors).toMatch(/^tszmq-hash: dangling: ENOENT/m)
    expect(errors).toMatch(/^tszmq-hash: \/dev\/null: it is no regular file/m)
  })

  const root = process.getuid?.() === 0
  ;(root ? it.skip : it)('tells of a file and of a folder that it may not read (root may read all)', () => {
    mkdirSync(join(folder, 'closed'))
    file('secret', 'secret')
    for (const path of ['closed', 'secret']) chmodSync(join(folder, path), 0)
    const { code, errors } = hash('closed', 'secret')
    chmodSync(join(folder, 'closed'), 0o700)
    expect(code).toBe(1)
    expect(errors).toMatch(/^tszmq-hash: closed: EACCES/m)
    expect(errors).toMatch(/^tszmq-hash: secret: EACCES/m)
  })

  it('goes on with a file that vanishes between being found and being read', async () => {
    // The first is long enough for the others to be gone when their turn comes.
    writeFileSync(join(folder, '0-long'), '')
    truncateSync(join(folder, '0-long'), 50_000_000)
    for (let i = 1; i <= 9; i++) file(`${i}`, `${i}`)
    const paths = ['0-long', ...Array.from({ length: 9 }, (_, i) => `${i + 1}`), 'last']
    const last = file('last', 'last')
    const child = spawn(process.execPath, [entry, '--threads', '1', ...paths], { cwd: folder })
    rmSync(join(folder, '9'))
    let [out, errors] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (errors += chunk))
    expect(await once(child, 'close')).toEqual([1, null])
    expect(errors).toMatch(/^tszmq-hash: 9: ENOENT/)
    expect(out.endsWith(`${last}\n`)).toBe(true)
  })

  it('ends at ^C, in the middle of a file', async () => {
    file('first', 'first')
    writeFileSync(join(folder, 'sparse'), '')
    truncateSync(join(folder, 'sparse'), 1e12)
    const child = spawn(process.execPath, [entry, '--threads', '2', 'first', 'sparse'], { cwd: folder })
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([130, null])
  })

  it('ends when nobody reads its output any more', async () => {
    for (let i = 0; i < 5000; i++) file(`${i}`, `${i}`)
    const child = spawn(process.execPath, [entry, '--threads', '2', '.'], { cwd: folder })
    await once(child.stdout, 'data')
    child.stdout.destroy()
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it('explains itself with --help', () => {
    const { code, lines, errors } = hash('--help')
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(lines.join('\n')).toContain('--threads <n>')
  })

  it.each([
    [[], 'hash what? name a file or a folder'],
    [['--threads', '0', 'x'], '--threads is a number from 1 to 256, not 0'],
    [['--threads', 'many', 'x'], '--threads is a number from 1 to 256, not many'],
    [['--fast', 'x'], "Unknown option '--fast'"],
  ])('refuses %j with one sentence and exit code 2', (args, sentence) => {
    expect(hash(...args)).toEqual({ code: 2, lines: [], errors: `tszmq-hash: ${sentence}\ntszmq-hash --help tells more\n` })
  })
})
