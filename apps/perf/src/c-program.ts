/** The C worker: compiled on first need into a cache, known again by its source. Without a compiler it says so. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CurveClientEnd, CurveServerEnd } from './curve-ends.ts'
import { messagesOf } from './meter.ts'
import type { Task } from './task.ts'

const run = promisify(execFile)

export interface CProgram {
  readonly file: string
  readonly version: string
}

/** The program, compiled into the cache if it is not there, or why there is none. */
export async function compileCProgram(source: string, cache: string, compiler = 'cc'): Promise<CProgram | { readonly missing: string }> {
  const hash = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 16)
  const file = join(cache, `libzmq-worker-${hash}`)
  try {
    if (!existsSync(file)) {
      await mkdir(cache, { recursive: true })
      const unfinished = `${file}.${process.pid}`
      await run(compiler, ['-O2', '-o', unfinished, source, '-lzmq', '-lpthread'])
      await rename(unfinished, file) // whole or not at all, also when two runs compile at once
    }
    const { stdout } = await run(file, ['version'])
    return { file, version: stdout.trim() }
  } catch (error) {
    return { missing: whyNot(error as NodeJS.ErrnoException & { stderr?: string }, compiler) }
  }
}

function whyNot(error: NodeJS.ErrnoException & { stderr?: string }, compiler: string): string {
  if (error.code === 'ENOENT') return `there is no C compiler named ${compiler}`
  if (error.stderr?.includes('zmq.h') === true) return 'zmq.h is not installed (Debian: libzmq3-dev)'
  return `the C worker cannot be compiled: ${(error.stderr ?? error.message).trim()}`
}

/** The arguments with which the C worker does a task. */
export function argumentsInC(task: Task): string[] {
  switch (task.role) {
    case 'handshakes': {
      const { server, client } = task.curve
      return args(task.role, task.warmup, task.count, ...serverKeys(server), ...clientKeys(client))
    }
    case 'pull':
      return args(task.role, task.attach, task.endpoint, task.size, task.warmup, task.count, ...serverKeys(task.curve))
    case 'push':
      return args(task.role, task.endpoint, task.size, messagesOf(task), ...clientKeys(task.curve))
    case 'reply':
      return args(task.role, task.endpoint, task.warmup + task.count)
    case 'request':
      return args(task.role, task.endpoint, task.size, task.warmup, task.count)
    case 'publisher':
      return args(task.role, task.endpoint, task.size, messagesOf(task), Number(task.unlimited))
    case 'subscribers':
      return args(task.role, task.endpoint, task.subscribers, task.size, task.warmup, task.count, Number(task.unlimited))
    case 'device':
      return args(task.role, task.frontend, task.backend)
    case 'threads-throughput': // its inproc is between two threads already
      return args('inproc-throughput', task.size, task.warmup, task.count)
    case 'threads-latency':
      return args('inproc-latency', task.size, task.warmup, task.count)
    case 'inproc-throughput':
    case 'inproc-latency':
    case 'proxy-throughput':
      return args(task.role, task.size, task.warmup, task.count)
    default:
      throw new Error(`the C worker has no role ${task.role}`)
  }
}

/** A server needs its secret key only. */
function serverKeys(end: CurveServerEnd | undefined): string[] {
  return end === undefined ? [] : [end.curveSecretKey]
}

function clientKeys(end: CurveClientEnd | undefined): string[] {
  return end === undefined ? [] : [end.curveServerKey, end.curvePublicKey, end.curveSecretKey]
}

function args(...values: (string | number)[]): string[] {
  return values.map(String)
}
