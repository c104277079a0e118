/** The order of a comparison. */
import { alternate } from '../src/alternate.ts'

describe('alternate', () => {
  it('runs the two sides in turn, the first first, one at a time', async () => {
    const order: string[] = []
    let running = 0
    const run = (name: string) => async (pair?: number) => {
      running += 1
      expect(running).toBe(1)
      await Promise.resolve()
      running -= 1
      order.push(name)
      return `${name}${pair ?? ''}`
    }
    const { subject, peer } = await alternate(3, run('A'), run('B'))
    expect(order.join('')).toBe('ABABAB')
    expect(subject).toEqual(['A1', 'A2', 'A3'])
    expect(peer).toEqual(['B1', 'B2', 'B3'])
  })
})
