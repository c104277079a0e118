/** libzmq in a process of its own: obeys the words of `InteropSide`, one after the other. A peer that fails says why and goes on. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import type { InteropSide, SideOptions, Traffic } from './interop-side.ts'

/** `zeromq.js`: npm's zeromq with its own libzmq. `pyzmq`: the system's Python with the system's libzmq. */
export type PeerName = 'zeromq.js' | 'pyzmq'

interface Program {
  readonly command: string
  readonly script: string
  readonly probe: readonly string[]
}

const PROGRAMS: Record<PeerName, Program> = {
  'zeromq.js': {
    command: process.execPath,
    script: 'zeromq-peer.mjs',
    probe: ['-e', 'console.log(require("zeromq").version)'],
  },
  pyzmq: { command: '/usr/bin/python3', script: 'pyzmq-peer.py', probe: ['-c', 'import zmq; print(zmq.zmq_version())'] },
}

/** This package's folder: the scripts are not compiled, and zeromq is to be found from here only. */
function home(): string {
  return dirname(createRequire(join(process.cwd(), 'from-here.js')).resolve('@tszmq/peers/package.json'))
}

/** Which libzmq a peer has, or why there is none. Throws where TSZMQ_REQUIRE_PEERS=1 says that all must be there. */
export function requirePeer(name: PeerName): { readonly version: string } | { readonly missing: string } {
  const { command, probe } = PROGRAMS[name]
  const { status, stdout } = spawnSync(command, probe, { cwd: home(), encoding: 'utf8' })
  if (status === 0) return { version: stdout.trim() }
  const missing = `there is no ${name} here`
  if (process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error(missing)
  return { missing }
}

interface Request {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly progress: (() => void) | undefined
}

export class LibzmqPeer implements InteropSide {
  readonly #child: ChildProcess
  readonly #requests: Request[] = []
  readonly #exit: Promise<unknown>

  constructor(name: PeerName) {
    const { command, script } = PROGRAMS[name]
    const path = join(home(), 'src', script)
    this.#child = spawn(command, [path], { cwd: home(), stdio: ['pipe', 'pipe', 'inherit'] })
    this.#exit = once(this.#child, 'exit')
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#reply(line))
    this.#child.once('exit', () => {
      for (const { reject } of this.#requests.splice(0)) reject(new Error(`the peer on ${name} ended`))
    })
  }

  async guard(): Promise<void> {
    await this.#ask({ verb: 'guard' })
  }

  async open(type: SocketTypeName, options: SideOptions): Promise<void> {
    await this.#ask({ verb: 'open', type, options })
  }

  async bind(endpoint: string): Promise<string> {
    return (await this.#ask({ verb: 'bind', endpoint })) as string
  }

  async connect(endpoint: string): Promise<void> {
    await this.#ask({ verb: 'connect', endpoint })
  }

  async subscribe(topic: string): Promise<void> {
    await this.#ask({ verb: 'subscribe', topic })
  }

  async probe(): Promise<void> {
    await this.#ask({ verb: 'probe' })
  }

  async receiveOne(): Promise<string[]> {
    return (await this.#ask({ verb: 'receiveOne' })) as string[]
  }

  async send(traffic: Traffic, prefix: readonly string[] = [], decoy?: string): Promise<void> {
    await this.#ask({ verb: 'send', ...traffic, prefix, decoy })
  }

  async receive(count: number, strip: number, probed?: () => void): Promise<string> {
    return (await this.#ask({ verb: 'receive', count, strip }, probed)) as string
  }

  async ask(traffic: Traffic, prefix: readonly string[], window: number): Promise<string> {
    return (await this.#ask({ verb: 'ask', ...traffic, prefix, window })) as string
  }

  async answer(count: number, strip: number): Promise<string> {
    return (await this.#ask({ verb: 'answer', count, strip })) as string
  }

  async pour(bytes: number): Promise<string> {
    return (await this.#ask({ verb: 'pour', bytes })) as string
  }

  async mirror(bytes: number): Promise<string> {
    return (await this.#ask({ verb: 'mirror', bytes })) as string
  }

  async hangUp(): Promise<void> {
    await this.#ask({ verb: 'hangUp' })
  }

  /** Ends the process, whatever it is at. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit
  }

  #ask(command: object, progress?: () => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode !== null) return reject(new Error('the peer has ended'))
      this.#requests.push({ resolve, reject, progress })
      this.#child.stdin!.write(`${JSON.stringify(command)}\n`)
    })
  }

  #reply(line: string): void {
    const reply = JSON.parse(line) as { done?: unknown; failed?: string; progress?: true }
    if (reply.progress === true) return this.#requests[0]?.progress?.()
    const request = this.#requests.shift()
    if (reply.failed === undefined) request?.resolve(reply.done)
    else request?.reject(new Error(`the peer failed to ${reply.failed}`))
  }
}
