/** A small program for a child process, as text. */
import type { Command } from '../src/child.ts'

export function nodeCommand(program: string): Command {
  return { file: process.execPath, args: ['--eval', program] }
}

/** Runs until it is told to stop or ended by force. */
export const waits = nodeCommand(`process.stdin.on('data', (word) => { if (String(word) === 'stop\\n') process.exit(0) })`)
