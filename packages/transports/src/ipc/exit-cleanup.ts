/** What must not outlive the process: files to remove when it exits. It removes nothing while the process runs. */

type Cleanup = () => void

const atExit = new Set<Cleanup>()
const atSignal = new Set<Cleanup>()

/** Runs `cleanup` when the process exits, `signal` included if SIGTERM ends it. Returns how to forget it. */
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

// A listener for SIGTERM keeps the signal from ending the process. Whoever else listens decides; if nobody does, it
// ends as it would have without us.
function terminated(): void {
  if (process.listenerCount('SIGTERM') > 1) return
  for (const cleanup of atSignal) cleanup()
  process.removeListener('SIGTERM', terminated)
  process.kill(process.pid, 'SIGTERM')
}
