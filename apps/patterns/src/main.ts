#!/usr/bin/env node
/** The `tszmq-patterns` command: lists the patterns and runs them, each a short program to read. */
import { parseArgs } from 'node:util'
import { PROGRAMS } from './catalogue.ts'
import { suggestion } from './suggestion.ts'

const BAD_USAGE = 2

const width = Math.max(...PROGRAMS.map(({ name }) => name.length))

const list = PROGRAMS.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n')

const usage = `usage: tszmq-patterns list
       tszmq-patterns run <name>...

${list}`

/** Resolves to what is wrong with the command line, if anything. */
async function main(args: readonly string[]): Promise<string | undefined> {
  const options = { help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [command, ...names] = positionals
  if (values.help === true || (command === 'list' && names.length === 0)) {
    console.log(values.help === true ? usage : list)
    return undefined
  }
  if (command === undefined) return 'say list, or run and a name'
  if (command !== 'run') return `there is no command ${JSON.stringify(positionals.join(' '))}: it is list or run`
  if (names.length === 0) return 'run which? tszmq-patterns list tells the names'
  const unknown = names.find((name) => !PROGRAMS.some((program) => program.name === name))
  if (unknown !== undefined) return noSuch(unknown)
  for (const name of names) await run(name)
  return undefined
}

async function run(name: string): Promise<void> {
  for (const program of PROGRAMS) {
    if (program.name !== name) continue
    console.log(`${program.name}: ${program.about} (${program.file})`)
    await program.run((line) => console.log(`  ${line}`))
  }
}

function noSuch(name: string): string {
  const meant = suggestion(
    name,
    PROGRAMS.map((program) => program.name),
  )
  const hint = meant === undefined ? 'tszmq-patterns list tells the names' : `did you mean ${meant}?`
  return `there is no pattern ${JSON.stringify(name)}: ${hint}`
}

function refuse(mistake: string): void {
  console.error(`tszmq-patterns: ${mistake}\ntszmq-patterns --help tells more`)
  process.exitCode = BAD_USAGE
}

main(process.argv.slice(2)).then(
  (mistake) => mistake === undefined || refuse(mistake),
  (error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith('ERR_PARSE_ARGS') === true) return refuse(error.message.split(/\. |\n/, 1).join())
    console.error(error)
    process.exitCode = 1
  },
)
