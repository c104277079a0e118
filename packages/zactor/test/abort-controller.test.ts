/** Controllers of signals that many operations wait for: such a signal takes any number of listeners without a warning of Node. */
import { turn } from '@tszmq/testkit'
import { manyListeners } from '../src/abort-controller.ts'

/** The names of the warnings that come of 50 listeners on the signal of `controller`. */
async function warningsOf(controller: AbortController): Promise<string[]> {
  const names: string[] = []
  const listen = (warning: Error): void => void names.push(warning.name)
  process.on('warning', listen)
  for (let i = 0; i < 50; i++) controller.signal.addEventListener('abort', () => undefined)
  await turn()
  process.off('warning', listen)
  return names
}

describe('a controller for many listeners', () => {
  it('makes Node warn of no leak', async () => {
    expect(await warningsOf(manyListeners())).toEqual([])
  })

  it('aborts like any other', () => {
    const controller = manyListeners()
    controller.abort('reason')
    expect([controller.signal.aborted, controller.signal.reason]).toEqual([true, 'reason'])
  })
})
