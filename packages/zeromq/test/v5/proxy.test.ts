/** The proxy of version 5. */
import * as v5 from '../../src/v5-compat.ts'
import { name } from '../pair.ts'

const open: v5.Socket[] = []

function make(type: v5.SocketType): v5.Socket {
  const socket = v5.socket(type)
  open.push(socket)
  return socket
}

afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

const next = (socket: v5.Socket): Promise<string[]> =>
  new Promise((resolve) => socket.once('message', (...frames: Buffer[]) => resolve(frames.map(String))))

describe('proxy', () => {
  it('forwards requests and replies, and copies replies without their envelope to the capture', async () => {
    const [front, back, capture] = [make('router'), make('dealer'), make('pub')]
    const [req, rep, tap] = [make('req'), make('rep'), make('sub')]
    const [frontAddress, backAddress, tapAddress] = [name(), name(), name()]
    front.bindSync(frontAddress)
    back.bindSync(backAddress)
    capture.bindSync(tapAddress)
    tap.subscribe('').connect(tapAddress)
    req.connect(frontAddress)
    rep.connect(backAddress)
    rep.on('message', (request: Buffer) => rep.send(`${String(request)}!`))
    v5.proxy(front, back, capture)
    const [answered, captured] = [next(req), next(tap)]
    req.send('ping')
    expect(await answered).toEqual(['ping!'])
    expect(await captured).toEqual(['ping!'])
  })

  it('forwards messages of a pipeline', async () => {
    const [front, back, push, pull] = [make('pull'), make('push'), make('push'), make('pull')]
    const [frontAddress, backAddress] = [name(), name()]
    front.bindSync(frontAddress)
    back.bindSync(backAddress)
    push.connect(frontAddress)
    pull.connect(backAddress)
    v5.proxy(front, back)
    const heard = next(pull)
    push.send(['a', 'b'])
    expect(await heard).toEqual(['a', 'b'])
  })

  it('throws for other pairs of types', () => {
    for (const [front, back] of [
      ['dealer', 'router'],
      ['pub', 'sub'],
      ['rep', 'req'],
    ] as const) {
      expect(() => v5.proxy(make(front), make(back))).toThrow('This socket type order is not supported in compatibility mode')
    }
  })
})
