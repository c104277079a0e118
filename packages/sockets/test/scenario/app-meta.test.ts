/** Metadata of the application in the handshake: libzmq's test program app_meta, both ways, on the wire and in process. */
import { RawPeer, until } from '@tszmq/testkit'
import { Dealer, Pair, Pull, Push, Reply, Request, Router } from '../../src/index.ts'
import { Stage, TRANSPORTS, connections } from '../stage.ts'

const LATIN1 = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1)).join('')

describe.each(TRANSPORTS)('app_meta over %s', (transport) => {
  it('each end has the metadata of the other with each message', async () => {
    await using stage = new Stage(transport)
    const rep = stage.make(Reply, { metadata: { 'X-hello': 'world', 'X-connection': 'backup' } })
    const req = stage.make(Request, { metadata: { 'X-hello': 'hello', 'X-connection': 'primary', 'X-bin': '009c6' } })
    await stage.meet(rep, req)
    await req.send('question')
    const asked = await rep.receiveFrom()
    const told = asked.peer.properties
    expect(['x-hello', 'x-connection', 'x-bin', 'x-foobar', 'foobar'].map((name) => told.get(name))).toEqual([
      'hello',
      'primary',
      '009c6',
      undefined,
      undefined,
    ])
    expect([told.get('socket-type'), asked.peer.socketType]).toEqual(['REQ', 'REQ'])
    await rep.send('answer')
    const { peer } = await req.receiveFrom()
    expect([peer.properties.get('x-hello'), peer.properties.get('x-connection')]).toEqual(['world', 'backup'])
  })

  it('is that of the time when the connection is made', async () => {
    jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull), stage.make(Push, { metadata: { 'X-n': '1' } })]
    const first = await stage.meet(pull, push)
    push.disconnect(first)
    await until(() => connections(pull) === 0)
    push.metadata = { 'X-m': '2' }
    await stage.join(push, first)
    await until(() => connections(pull) === 1)
    expect([...pull.peers[0]!.properties].filter(([name]) => name.startsWith('x-'))).toEqual([['x-m', '2']])
    jest.restoreAllMocks()
  })

  it('may be every character of Latin-1, up to the limit of bytes', async () => {
    await using stage = new Stage(transport)
    const longest = `X-${'n'.repeat(253)}`
    const metadata = { [longest]: LATIN1, 'X-long': 'v'.repeat(7168 - 255 - 255 - 6 - 2 * 5) }
    const [router, dealer] = [stage.make(Router), stage.make(Dealer, { metadata, routingId: 'r'.repeat(255) })]
    await stage.meet(router, dealer)
    const { properties } = router.peers[0]!
    expect([properties.get(longest.toLowerCase()), properties.get('x-long')]).toEqual([LATIN1, metadata['X-long']])
  })

  it('may be as many properties as a peer accepts', async () => {
    await using stage = new Stage(transport)
    const metadata = Object.fromEntries(Array.from({ length: 62 }, (_, i) => [`X-${i}`, String(i)]))
    const [router, dealer] = [stage.make(Router), stage.make(Dealer, { metadata })]
    await stage.meet(router, dealer)
    expect([...router.peers[0]!.properties.keys()].filter((name) => name.startsWith('x-'))).toHaveLength(62)
  })
})

describe('app_meta on the wire', () => {
  it('is sent in READY as it was written, after the socket type', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { metadata: { 'X-Hello': 'wörld' } })
    const raw = await RawPeer.connect(await stage.bind(push))
    await raw.handshake('PULL')
    const property = `\x07X-Hello\0\0\0\x05w\xf6rld`
    expect(raw.frames[0]?.body.toString('latin1')).toBe(`\x05READY\x0bSocket-Type\0\0\0\x04PUSH${property}`)
    raw.destroy()
  })
})

describe('the option metadata', () => {
  it('is null at first, keeps a frozen copy, and is null again', () => {
    const pair = new Pair()
    expect(pair.metadata).toBeNull()
    const given = { 'X-a': '1' }
    pair.metadata = given
    given['X-a'] = '2'
    expect(pair.metadata).toEqual({ 'X-a': '1' })
    expect(Object.isFrozen(pair.metadata)).toBe(true)
    pair.metadata = null
    expect(pair.metadata).toBeNull()
    pair.close()
  })

  // The first six are libzmq's own bad strings, each `name:value`.
  it.each<[string, Record<string, string>]>([
    ['nothing at all', { '': '' }],
    ['a name that does not begin with X-, and no value', { key: '' }],
    ['no name', { '': 'value' }],
    ['no value', { keyvalue: '' }],
    ['a name of 256 characters', { [`X-${'KeyTooLong'.repeat(30).slice(0, 254)}`]: 'value' }],
    ['a name that begins with something else', { key: 'value' }],
    ['a name in lower case', { 'x-key': 'value' }],
    ['no value to a good name', { 'X-key': '' }],
    ['a space in a name', { 'X-my key': 'value' }],
    ['a colon in a name', { 'X-my:key': 'value' }],
    ['a letter beyond ASCII in a name', { 'X-schlüssel': 'value' }],
    ['a name twice, in upper and lower case', { 'X-key': 'a', 'X-KEY': 'b' }],
    ['our socket type', { 'Socket-Type': 'PUB' }],
    ['a value beyond Latin-1', { 'X-key': '€' }],
    ['63 properties', Object.fromEntries(Array.from({ length: 63 }, (_, i) => [`X-${i}`, 'v']))],
    ['7169 bytes', { 'X-key': 'v'.repeat(7169 - 5 - 5) }],
    ['a megabyte', { 'X-key': 'v'.repeat(1 << 20) }],
  ])('throws EINVAL for %s', (_what, metadata) => {
    const pair = new Pair({ metadata: { 'X-a': '1' } })
    expect(() => (pair.metadata = metadata)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(pair.metadata).toEqual({ 'X-a': '1' })
    pair.close()
  })

  it.each<[string, unknown]>([
    ['a string', 'X-key:value'],
    ['a Map', new Map([['X-key', 'value']])],
    ['a list', [['X-key', 'value']]],
    ['a value that is no string', { 'X-key': 1 }],
  ])('throws TypeError for %s', (_what, metadata) => {
    expect(() => new Pair({ metadata: metadata as never })).toThrow(TypeError)
  })
})
