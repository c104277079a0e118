/** Where a node says what it does, after VERBOSE. What peers sent is quoted in it. */
export type Log = (line: string) => void

export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
