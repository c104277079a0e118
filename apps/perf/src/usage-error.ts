/** A command line that cannot be followed. It is told to the user as one sentence, without a stack. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function wholeNumber(value: string, name: string, least: number): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || !Number.isSafeInteger(number)) {
    throw new UsageError(`${name} is a whole number of at least ${least}, not ${value}`)
  }
  return number
}
