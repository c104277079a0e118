/** The demo behind `npm start`, and the commands it and the README promise. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseCommandLine } from '../src/command-line.ts'
import { app, BrokerProcess } from './broker-process.ts'

const root = join(app, '..', '..')
const readme = readFileSync(join(app, 'README.md'), 'utf8')

const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map((match) => match[1]!.trim())

/** The arguments of a command as a shell would split it; the README quotes with single quotes only. */
function argumentsOf(command: string): string[] {
  const words = [...command.matchAll(/'([^']*)'|\S+/g)].map((match) => match[1] ?? match[0])
  expect(words.slice(0, 2)).toEqual(['node', 'apps/broker/dist/esm/main.js'])
  return words.slice(2)
}

describe('the demo', () => {
  it('runs as long as it was told, shows rates, and ends with what to try next', async () => {
    const demo = new BrokerProcess('demo', '--seconds', '1.5')
    expect(await demo.ended).toEqual({ code: 0, signal: null })
    expect(demo.errors).toBe('')
    expect(demo.lines.some((line) => /^→ +[1-9][\d,]* msg\/s/.test(line))).toBe(true)
    const answered = demo.lines.find((line) => line.includes('requests were answered'))
    expect(Number(answered?.split(' ')[0]?.replaceAll(',', ''))).toBeGreaterThan(0)
    const commands = demo.lines.filter((line) => line.startsWith('  node ')).map((line) => line.trim().split(/\s+/))
    expect(commands.length).toBeGreaterThanOrEqual(3)
    for (const [, file] of commands) expect(existsSync(join(root, file!))).toBe(true)
    const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts
    expect(scripts).toMatchObject({ test: expect.any(String), bench: expect.any(String) })
  })

  it('stops cleanly at Ctrl-C', async () => {
    const demo = new BrokerProcess('demo')
    await demo.line((line) => line.includes('msg/s'))
    demo.signal('SIGINT')
    expect(await demo.ended).toEqual({ code: 0, signal: null })
    expect(demo.errors).toBe('')
  })

  it('refuses options it does not know', async () => {
    const demo = new BrokerProcess('demo', '--minutes', '3')
    expect((await demo.ended).code).toBe(2)
    expect(demo.errors).toContain("Unknown option '--minutes'")
  })
})

describe('the README', () => {
  it('shows only commands that run', async () => {
    const commands = blocks('sh')
    expect(commands.length).toBeGreaterThanOrEqual(4)
    for (const command of commands) {
      const args = argumentsOf(command)
      const parsed = parseCommandLine(args)
      expect(parsed.name).toBe('run')
      if (!args.includes('--frontend')) continue
      // Ports of the system's choice instead of the README's, and a socket file of our own.
      const free = args.map((arg) => arg.replace(/^(tcp:.*):(\d+|\*)$/, '$1:0').replace(/\.ipc$/, `-${process.pid}.ipc`))
      const broker = new BrokerProcess('main', ...free, ...(free.includes('--json') ? [] : ['--json']))
      await broker.event('start')
      expect(await broker.stop()).toEqual({ code: 0, signal: null })
    }
  })

  it('shows a program that works with the queue it describes', async () => {
    const broker = new BrokerProcess('main', 'queue', '--frontend', 'tcp://127.0.0.1:0', '--backend', 'tcp://127.0.0.1:0', '--json')
    const { frontend, backend } = await broker.event<{ frontend: [string]; backend: [string] }>('start')
    const [program] = blocks('js')
    const here = program!.replace('tcp://127.0.0.1:5555', frontend[0]).replace('tcp://127.0.0.1:5556', backend[0])
    const args = ['--input-type=module', '--eval', here]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: app })
    expect(stdout).toBe('ping pong\n')
    expect((await broker.stop()).code).toBe(0)
  })
})
