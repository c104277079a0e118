/** Asks at a terminal who the owner of a certificate is. What a certificate cannot hold is asked for again. */
import { createInterface } from 'node:readline/promises'
import type { Interface } from 'node:readline/promises'
import { ConfigError } from '../config-error.ts'
import type { Zcert } from '../zcert.ts'
import { Failure } from './failure.ts'

const QUESTIONS = { name: 'Enter your full name: ', email: 'Enter your email address: ', organization: 'Enter your organization: ' }

/** On the standard error, so that the output may go elsewhere. Rejects with Failure when the answers end (^D); ^C ends the process. */
export async function askOwner(cert: Zcert): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const ended = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new Failure('no certificate was made: the answers ended')))
  })
  ended.catch(() => undefined)
  // As without us: whoever started this sees by what it ended.
  terminal.once('SIGINT', () => {
    process.stderr.write('\n')
    terminal.close()
    process.kill(process.pid, 'SIGINT')
  })
  try {
    for (const [name, question] of Object.entries(QUESTIONS)) {
      while (!(await answered(cert, terminal, name, question, ended)));
    }
  } finally {
    terminal.close()
  }
}

/** False: it must be asked again. */
async function answered(cert: Zcert, terminal: Interface, name: string, question: string, ended: Promise<never>): Promise<boolean> {
  const asked = terminal.question(question)
  asked.catch(() => undefined)
  const answer = (await Promise.race([asked, ended])).trim()
  try {
    if (answer !== '') cert.setMeta(name, answer)
    return true
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    return false
  }
}
