/** Where a node says what it does, after VERBOSE. What peers sent is quoted in it. */
export type Log = (line: string) => void
