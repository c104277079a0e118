/** The `tszmq-patterns` command: what it lists, runs and refuses, and that its README tells the truth. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROGRAMS } from '../src/catalogue.ts'
import { suggestion } from '../src/suggestion.ts'

const app = join(__dirname, '..')
const root = join(app, '..', '..')
const entry = join(app, 'dist', 'esm', 'main.js')
const names = PROGRAMS.map(({ name }) => name)

function patterns(...args: string[]): { code: number | null; out: string; errors: string } {
  if (!existsSync(entry)) throw new Error('apps/patterns is not built: npm run build does it')
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8' })
  return { code: status, out: stdout, errors: stderr }
}

/** What each program must have shown, in this order within each list. */
const SHOWN: Record<string, readonly (readonly RegExp[])[]> = {
  'request-reply': [
    [/server +got +hello from Ada/, /client +got +hello from Ada, and hello to you/, /hello from Barbara/],
    [/refused a second request: EFSM/],
  ],
  'publish-subscribe': [
    [/weather only got weather\.paris: sunny/, /weather only got weather\.oslo: snow/],
    [/everything +got weather\.paris/, /everything +got sports\.chess/, /everything +got weather\.oslo/],
  ],
  pipeline: [...Array.from({ length: 9 }, (_, i) => [new RegExp(`got ${i + 1}² = ${(i + 1) ** 2} from worker`)])],
  'exclusive-pair': [
    [/right +got are you there\?/, /right +got a message of three frames/, /left +got yes, and done/],
    [/left +turned one away: EISCONN/, /third +was turned away: EAGAIN/],
  ],
  grasslands: [[/server +got +hello, whoever listens/, /speaks no mechanism/]],
  strawhouse: [[/server +got +hello from 127\.0\.0\.1/, /stranger was refused: 400/]],
  woodhouse: [[/liar +was refused: 400/, /server +got +hello, it is me from admin/]],
  stonehouse: [[/server +got +hello, nobody else can read this/, /the client's/]],
  ironhouse: [[/stranger was refused: 400/, /server +got +hello from a friend, Ada/]],
  'ironhouse-store': [[/client +was refused: 400/, /server +got +hello again from Grace/]],
}

describe('tszmq-patterns', () => {
  it('lists every pattern with what it is', () => {
    const { code, out } = patterns('list')
    expect(code).toBe(0)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[0]),
    ).toEqual(names)
    expect(names).toEqual(Object.keys(SHOWN))
  })

  it.each(names)('runs %s to its end and shows what happens', (name) => {
    const { code, out, errors } = patterns('run', name)
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    for (const sequence of SHOWN[name]!) {
      let from = 0
      for (const line of sequence) {
        const at = out.slice(from).search(line)
        expect([line, at >= 0]).toEqual([line, true])
        from += at + 1
      }
    }
  })

  it('keeps publications from who did not subscribe to them', () => {
    expect(patterns('run', 'publish-subscribe').out).not.toMatch(/weather only got sports/)
  })

  it('deals the tasks of the pipeline to all its workers', () => {
    const { out } = patterns('run', 'pipeline')
    for (const worker of [1, 2, 3]) expect(out.split(`from worker ${worker}`)).toHaveLength(4)
  })

  it('explains itself with --help', () => {
    const { code, out, errors } = patterns('--help')
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    for (const name of names) expect(out).toContain(name)
  })

  it.each([
    [['run', 'pipelin'], 'there is no pattern "pipelin": did you mean pipeline?'],
    [['run', 'publish'], 'there is no pattern "publish": did you mean publish-subscribe?'],
    [['run', 'blockchain'], 'there is no pattern "blockchain": tszmq-patterns list tells the names'],
    [['run'], 'run which? tszmq-patterns list tells the names'],
    [['walk', 'pipeline'], 'there is no command "walk pipeline": it is list or run'],
    [[], 'say list, or run and a name'],
    [['run', 'pipeline', '--fast'], "Unknown option '--fast'"],
  ])('refuses %j with one sentence and exit code 2', (args, sentence) => {
    const { code, out, errors } = patterns(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(errors).toBe(`tszmq-patterns: ${sentence}\ntszmq-patterns --help tells more\n`)
  })

  it('has programs of at most 60 lines, where it says they are', () => {
    for (const { file } of PROGRAMS) expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(60)
  })
})

describe('the README', () => {
  const readme = readFileSync(join(app, 'README.md'), 'utf8')

  it('shows only commands that run', () => {
    const commands = [...readme.matchAll(/```sh\n(.*?)\n```/gs)].map((match) => match[1]!.split(' '))
    expect(commands).toHaveLength(4)
    for (const [node, file, ...args] of commands) {
      expect([node, existsSync(join(root, file!))]).toEqual(['node', true])
      const { status, stderr } = spawnSync(process.execPath, [join(root, file!), ...args], { encoding: 'utf8', cwd: root })
      expect([status, stderr]).toEqual([0, ''])
    }
  })

  it('names every pattern and where to read it', () => {
    for (const { name } of PROGRAMS) expect(readme).toContain(`| \`${name}\``)
    for (const [, file] of readme.matchAll(/\]\((\S+)\)/g)) expect(existsSync(join(app, file!))).toBe(true)
  })
})

describe('a suggestion', () => {
  it('is what begins like it, or differs by few letters, or nothing', () => {
    expect(suggestion('req', names)).toBe('request-reply')
    expect(suggestion('Exclusive-Pear', names)).toBe('exclusive-pair')
    expect(suggestion('request_reply', names)).toBe('request-reply')
    expect(suggestion('x', names)).toBeUndefined()
    expect(suggestion('', names)).toBeUndefined()
  })
})
