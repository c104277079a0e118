/** Reads CZMQ's `ZSYS_*` variables. Throws for an invalid value, where CZMQ would read another one. */
import { ZmqError } from '@tszmq/sockets'

/** A whole number; undefined if the variable is not set or empty. Throws EINVAL. */
export function numberOf(env: NodeJS.ProcessEnv, name: string, min: number, max: number): number | undefined {
  const text = env[name] ?? ''
  if (text === '') return undefined
  const value = Number(text)
  if (/^-?\d+$/.test(text) && value >= min && value <= max) return value
  throw invalid(name, text, `a whole number from ${min} to ${max}`)
}

/** One of several words; undefined if the variable is not set or empty. Throws EINVAL. */
export function choiceOf<T>(env: NodeJS.ProcessEnv, name: string, choices: Readonly<Record<string, T>>): T | undefined {
  const text = env[name] ?? ''
  if (text === '') return undefined
  if (Object.hasOwn(choices, text)) return choices[text]
  throw invalid(name, text, `one of ${Object.keys(choices).join(', ')}`)
}

export const YES_OR_NO: Readonly<Record<string, boolean>> = { 0: false, 1: true, false: false, true: true }

function invalid(name: string, text: string, expected: string): ZmqError {
  return new ZmqError('EINVAL', `the variable ${name} must be ${expected}, not ${JSON.stringify(text)}`)
}
