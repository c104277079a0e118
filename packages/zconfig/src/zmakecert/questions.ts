/** Asks the user at a terminal for the metadata of a certificate. An answer that a certificate cannot contain is asked for again. */
import { createInterface } from 'node:readline/promises'
import type { Interface } from 'node:readline/promises'
import { ConfigError } from '../config-error.ts'
import type { Zcert } from '../zcert.ts'
import { Failure } from './failure.ts'

const QUESTIONS = { name: 'Enter your full name: ', email: 'Enter your email address: ', organization: 'Enter your organization: ' }

/** Writes to stderr, so that stdout can be redirected. Rejects with Failure at the end of input (^D); ^C ends the process. */
export async function askOwner(cert: Zcert): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const ended = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new Failure('no certificate was made: the answers ended')))
  })
  ended.catch(() => undefined)
  // Ends by the signal itself, so that the parent process sees it.
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

/** Returns false if the question must be asked again. */
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
