/**
 * Runs other programs. If the script is interrupted, it passes the signal on to them and to all that they started, and ends after them.
 */
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const bin = join(root, 'node_modules', '.bin')

/** The environment of every program: our own tools come first on the path, and telemetry is off. */
export const env = {
  ...process.env,
  PATH: bin + delimiter + process.env.PATH,
  DO_NOT_TRACK: '1',
}

/** Windows has no process groups. There Ctrl-C reaches all programs of the console anyway. */
const hasGroups = process.platform !== 'win32'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** How long a program that was interrupted may take to end before it is killed. */
const GRACE_MS = 5_000

/** How long after it the programs that it started may take. */
const LEFT_MS = 500

const running = new Set()
let interruptedBy

/** Sends `signal` to the program and to all that it started. Returns false if none of them is left. */
function kill(child, signal) {
  if (!hasGroups) return child.kill(signal)
  try {
    return process.kill(-child.pid, signal)
  } catch {
    return false
  }
}

/** The second signal kills: whoever presses Ctrl-C again does not want to wait. */
function interrupt(signal) {
  const again = interruptedBy !== undefined
  interruptedBy ??= signal
  for (const child of running) {
    kill(child, again ? 'SIGKILL' : signal)
    if (!again) setTimeout(kill, GRACE_MS, child, 'SIGKILL').unref()
  }
}

/** Resolves when none of the programs that `child` started is left; the program itself has ended. */
async function groupEnded(child) {
  const end = performance.now() + LEFT_MS
  while (hasGroups && kill(child, 0) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  kill(child, 'SIGKILL')
}

/**
 * Runs a program in the root and resolves to its exit code. It gets no standard input. After `limitMs` it is killed, which counts as a
 * failure. If the script is interrupted meanwhile, the script ends by the same signal, after the program.
 */
export function run(command, args, { limitMs = 0, ...options } = {}) {
  return new Promise((resolve, reject) => {
    // On Windows, what npm puts on the path are .cmd files, which need a shell.
    const stdio = ['ignore', 'inherit', 'inherit']
    const child = spawn(command, args, { cwd: root, env, shell: !hasGroups, detached: hasGroups, stdio, ...options })
    const timer = limitMs > 0 ? setTimeout(expire, limitMs) : undefined
    function expire() {
      console.error(`${command} did not end within ${limitMs / 60_000} minutes: stopped`)
      kill(child, 'SIGKILL')
    }
    function forget() {
      clearTimeout(timer)
      running.delete(child)
      if (running.size === 0) for (const signal of SIGNALS) process.off(signal, interrupt)
    }
    if (running.size === 0) for (const signal of SIGNALS) process.on(signal, interrupt)
    running.add(child)
    child.once('error', (error) => {
      forget()
      reject(error)
    })
    child.once('exit', async (code) => {
      if (interruptedBy !== undefined) await groupEnded(child)
      forget()
      if (interruptedBy === undefined) resolve(code ?? 1)
      else if (running.size === 0) process.kill(process.pid, interruptedBy)
    })
  })
}
