/** The programs in the documentation run, end by themselves, and print the documented output. */
import { execFile } from 'node:child_process'
import { CompiledWorkspace } from './compiled-workspace.ts'
import { examples } from './example.ts'
import { typeErrors } from './type-check.ts'

const LIMIT_MS = 15_000

interface Ended {
  readonly stdout: string
  readonly stderr: string
  /** Exit code, or the signal that ended it. */
  readonly end: unknown
}

function run(program: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, end: error === null ? 0 : (error.signal ?? error.code) })
    })
  })
}

let workspace: CompiledWorkspace

beforeAll(() => {
  workspace = new CompiledWorkspace()
})

afterAll(() => {
  workspace?.remove()
})

describe('a program in the documentation', () => {
  it('exists: the README has one of 12 lines', () => {
    const first = examples().find(({ place }) => place.startsWith('README.md'))
    expect(first?.code.trimEnd().split('\n')).toHaveLength(12)
  })

  it('is well typed', () => {
    expect(typeErrors(examples())).toEqual([])
  }, 60_000)

  it.each(examples())('runs, ends and prints the documented output: $place', async ({ place, code, output }) => {
    const program = workspace.program(place.replace(/\W+/g, '-'), code)
    expect(await run(program)).toEqual({ stdout: output, stderr: '', end: 0 })
  })
})
