/** What `npm run attack` prints: a line for each attack as it ends, with the reason if it did harm, and a last line. */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

export default class AttackReporter {
  #begin = performance.now()
  #held = 0
  #failed = 0

  onTestFileStart(test) {
    console.log(`\n${test.path.split('/packages/').at(-1)}`)
  }

  onTestCaseResult(_test, { status, fullName, duration, failureMessages }) {
    if (status === 'pending' || status === 'todo') return
    const held = status === 'passed'
    if (held) this.#held++
    else this.#failed++
    console.log(`  ${held ? 'held' : 'FAILED'}: ${fullName} (${seconds(duration ?? 0)})`)
    for (const reason of failureMessages) console.log(`\n${reason}\n`)
  }

  /** A file that could not run at all. */
  onTestFileResult(test, { testExecError }) {
    if (!testExecError) return
    this.#failed++
    console.log(`  FAILED: ${test.path} could not run\n\n${testExecError.stack ?? testExecError.message}\n`)
  }

  onRunComplete() {
    const count = this.#held + this.#failed
    const verdict = this.#failed > 0 ? `FAILED: ${this.#failed} of ${count} attacks did harm` : `${count} attacks did no harm`
    console.log(`\n${verdict}, ${seconds(performance.now() - this.#begin)}`)
  }

  getLastError() {
    return undefined
  }
}
