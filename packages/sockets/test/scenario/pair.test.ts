/** libzmq's scenarios for PAIR; each group has the name of libzmq's test program. */
import { Pair } from '../../src/index.ts'
import { Stage, TRANSPORTS, text } from '../stage.ts'

describe.each(TRANSPORTS)('pair_%s', (transport) => {
  it('sends back and forth', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    await stage.meet(a, b)
    for (let i = 0; i < 5; i++) {
      await a.send(`there ${i}`)
      expect(text(await b.receive())).toEqual([`there ${i}`])
      await b.send(`back ${i}`)
      expect(text(await a.receive())).toEqual([`back ${i}`])
    }
  })
})

describe.each(TRANSPORTS)('pair_%s, bytes that must not change', (transport) => {
  it('sends read-only bytes as one of several frames', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    await stage.meet(a, b)
    const constant = Buffer.from('foobar')
    await a.send(['foo', constant])
    expect(text(await b.receive())).toEqual(['foo', 'foobar'])
    expect(String(constant)).toBe('foobar')
  })
})

describe('pair_ipc and pair_tcp', () => {
  it('throws for a path that is too long', async () => {
    await using stage = new Stage('ipc')
    await expect(stage.make(Pair).bind(`ipc:///tmp/${'x'.repeat(108)}`)).rejects.toMatchObject({ code: 'ENAMETOOLONG' })
  })

  it('connects by host name', async () => {
    await using stage = new Stage('tcp')
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    const endpoint = await stage.bind(a)
    await stage.join(b, endpoint.replace('127.0.0.1', 'localhost'))
    await b.send('by name')
    expect(text(await a.receive())).toEqual(['by name'])
  })
})
