/** Runs cleanups when the process exits, to remove files that must not outlive it. */

type Cleanup = () => void

const atExit = new Set<Cleanup>()
const atSignal = new Set<Cleanup>()

/**
 * Registers `cleanup` to run when the process exits. With `signal` it also runs when SIGTERM ends the process. Returns a function that
 * removes the registration.
 */
export function onExit(cleanup: Cleanup, options: { signal: boolean }): () => void {
  if (atExit.size === 0) process.on('exit', runAll)
  atExit.add(cleanup)
  if (options.signal) {
    if (atSignal.size === 0) process.on('SIGTERM', terminated)
    atSignal.add(cleanup)
  }
  return () => {
    atExit.delete(cleanup)
    atSignal.delete(cleanup)
    if (atExit.size === 0) process.removeListener('exit', runAll)
    if (atSignal.size === 0) process.removeListener('SIGTERM', terminated)
  }
}

function runAll(): void {
  for (const cleanup of atExit) cleanup()
}

// A listener for SIGTERM stops the signal from ending the process. If the program has a listener too, the program decides. Otherwise
// this ends the process as if there were no listener.
function terminated(): void {
  if (process.listenerCount('SIGTERM') > 1) return
  for (const cleanup of atSignal) cleanup()
  process.removeListener('SIGTERM', terminated)
  process.kill(process.pid, 'SIGTERM')
}
