/**
 * The smoke program: uses each part of the library once, prints the part's name when it has worked, and ends by itself. A part that
 * fails ends the program with its error. `smoke peer` is the other end of `smoke <actor> <endpoint> <key>`, in a process of its own.
 */
import {
  curveKeyPair,
  Dealer,
  Pair,
  Publisher,
  PublisherSink,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
  Zactor,
  Zauth,
  Zbeacon,
  Zgossip,
  Zlog,
  Zloop,
  Zmonitor,
  Zproxy,
} from 'tszmq'

const PATIENCE = { timeout: 10_000 }
const LARGE = 1_000_000

const text = async (socket) => (await socket.receive(PATIENCE)).join('|')

function same(found, wanted) {
  if (found !== wanted) throw new Error(`${found} instead of ${wanted}`)
}

/** A pair that talks both ways. */
async function asks(client, server, endpoint, question = 'question') {
  client.connect(await server.bind(endpoint))
  await client.send(question)
  const [asked] = await server.receive(PATIENCE)
  await server.send([asked, 'answer'])
  same(await text(client), `${question}|answer`)
}

async function patterns(endpoint) {
  const at = (name) => endpoint.replace('NAME', name)
  await using rep = new Reply()
  await using req = new Request()
  await asks(req, rep, at('req'), 'x'.repeat(LARGE))

  await using pub = new Publisher()
  await using sub = new Subscriber()
  sub.subscribe('a')
  const heard = sub.receive(PATIENCE)
  sub.connect(await pub.bind(at('pub')))
  let got = false
  void heard.finally(() => (got = true)).catch(() => undefined)
  while (!got) {
    await pub.send('b')
    await pub.send(['a', 'news'])
    await new Promise(setImmediate)
  }
  same((await heard).join('|'), 'a|news')

  await using pull = new Pull()
  await using push = new Push()
  push.connect(await pull.bind(at('push')))
  const sent = (async () => {
    for (let i = 0; i < 5000; i++) await push.send(`${i}`)
  })()
  for (let i = 0; i < 5000; i++) same(await text(pull), `${i}`)
  await sent

  await using router = new Router()
  await using dealer = new Dealer({ routingId: 'me' })
  dealer.connect(await router.bind(at('router')))
  await dealer.send(['', 'hello'])
  same(await text(router), 'me||hello')
  await router.send(['me', '', 'yourself'])
  same(await text(dealer), '|yourself')

  await using one = new Pair()
  await using other = new Pair()
  await asks(one, other, at('pair'))

  await using xpub = new XPublisher()
  await using xsub = new XSubscriber()
  xsub.connect(await xpub.bind(at('xpub')))
  await xsub.send('\x01news')
  same(await text(xpub), '\x01news')
  await xpub.send(['sports', 'won'])
  await xpub.send(['news', 'good'])
  same(await text(xsub), 'news|good')
}

async function stream() {
  await using server = new Stream()
  await using client = new Stream()
  client.connect(await server.bind('tcp://127.0.0.1:*'))
  const [toServer, opened] = await client.receive(PATIENCE)
  same(opened.length, 0)
  const [toClient] = await server.receive(PATIENCE)
  await client.send([toServer, 'raw'])
  same((await server.receive(PATIENCE))[1].toString(), 'raw')
  await server.send([toClient, 'bytes'])
  same((await client.receive(PATIENCE))[1].toString(), 'bytes')
}

async function curve(endpoint) {
  await using auth = await Zauth.start()
  await auth.curve('*')
  const keys = curveKeyPair()
  await using server = new Reply({ curveServer: true, curveSecretKey: keys.secretKey })
  await using client = new Request({ curveServerKey: keys.publicKey, curveSecretKey: curveKeyPair().secretKey })
  await asks(client, server, endpoint, 'x'.repeat(LARGE))
}

const PARTS = {
  tcp: () => patterns('tcp://127.0.0.1:*'),
  ipc: () => patterns('ipc://*'),
  inproc: () => patterns('inproc://NAME'),
  STREAM: stream,

  PLAIN: async () => {
    await using server = new Reply({
      plainServer: true,
      authenticate: ({ username, password }) => username === 'ada' && password === 'secret',
    })
    await using client = new Request({ plainUsername: 'ada', plainPassword: 'secret' })
    await asks(client, server, 'tcp://127.0.0.1:*')
    await using stranger = new Request({ plainUsername: 'eve', plainPassword: 'guess', stopWhenRefused: true })
    const refused = new Promise((resolve) => stranger.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
    stranger.connect(server.lastEndpoint)
    same(await refused, 400)
  },

  CURVE: () => curve('tcp://127.0.0.1:*'),
  'CURVE over ipc': () => curve('ipc://*'),

  reconnect: async () => {
    await using push = new Push({ reconnectInterval: 10 })
    const first = new Pull()
    const endpoint = await first.bind('tcp://127.0.0.1:*')
    push.connect(endpoint)
    await push.send('before')
    same(await text(first), 'before')
    const gone = new Promise((resolve) => push.events.on('disconnect', resolve))
    await first[Symbol.asyncDispose]()
    await gone
    await push.send('after')
    await using second = new Pull()
    await second.bind(endpoint)
    same(await text(second), 'after')
  },

  zactor: async () => {
    await using actor = await Zactor.start(
      async (pipe, { factor }) => {
        await pipe.signal()
        for await (const [number] of pipe) await pipe.send(`${Number(number) * factor}`)
      },
      { factor: 6 },
    )
    await actor.send('7')
    same(await text(actor), '42')
  },

  zloop: async () => {
    const loop = new Zloop()
    let ticks = 0
    loop.timer(1, 3, () => (++ticks === 3 ? -1 : 0))
    same(await loop.start(), -1)
  },

  zbeacon: async () => {
    await using hearing = await Zbeacon.start({ interface: 'lo' })
    await using saying = await Zbeacon.start({ interface: 'lo' })
    for (const beacon of [hearing, saying]) await beacon.configure(PORT)
    await hearing.subscribe(`smoke ${process.pid} `)
    await saying.publish(`smoke ${process.pid} here`, 20)
    same((await hearing.receive(PATIENCE)).data.toString(), `smoke ${process.pid} here`)
  },

  zgossip: async () => {
    await using hub = await Zgossip.start()
    await using node = await Zgossip.start()
    await node.connect(`tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}`)
    await hub.publish('key', 'value')
    for await (const { key, value } of node) {
      same(`${key}=${value}`, 'key=value')
      break
    }
  },

  zproxy: async () => {
    await using proxy = await Zproxy.start()
    await using req = new Request()
    await using rep = new Reply()
    req.connect(await proxy.frontEnd('ROUTER', 'tcp://127.0.0.1:*'))
    rep.connect(await proxy.backEnd('DEALER', 'tcp://127.0.0.1:*'))
    await req.send('through')
    same(await text(rep), 'through')
    await rep.send('and back')
    same(await text(req), 'and back')
  },

  zmonitor: async () => {
    await using pull = new Pull()
    await using monitor = await Zmonitor.start(pull, { listen: ['LISTENING', 'ACCEPTED', 'DISCONNECTED'] })
    const push = new Push()
    push.connect(await pull.bind('tcp://127.0.0.1:*'))
    await push.send('hello')
    await text(pull)
    push.close()
    const names = []
    for await (const { name } of monitor) if (names.push(name) === 3) break
    same(names.join(), 'LISTENING,ACCEPTED,DISCONNECTED')
  },

  zsys: async () => {
    const sink = await PublisherSink.open('tcp://127.0.0.1:*')
    await using log = new Zlog({ ident: 'smoke', sinks: [sink] })
    await using sub = new Subscriber()
    sub.subscribe('W')
    sub.connect(sink.endpoints[0])
    const line = sub.receive(PATIENCE)
    let got = false
    void line.finally(() => (got = true)).catch(() => undefined)
    while (!got) {
      log.warn('hot')
      await new Promise(setImmediate)
    }
    same(`${await line}`.replace(/ [-0-9]+ [:0-9]+ /, ' (when) '), 'W: (smoke) (when) hot')
  },
}

/** Of beacons, all of which share it. */
const PORT = 15_672

async function thread(module) {
  await using actor = await Zactor.thread(module, { from: 1 })
  await using rep = new Reply()
  await rep.bind('inproc://smoke')
  await actor.send(['ask', 'x'.repeat(LARGE)])
  await rep.send(await rep.receive(PATIENCE))
  same(await text(actor), `${LARGE}`)
  await actor.send(['add', '2'])
  same(await text(actor), '3')
}

/** Echoes, under CURVE. Ends with its standard input. */
async function peer() {
  const keys = curveKeyPair()
  const server = new Router({ curveServer: true, curveSecretKey: keys.secretKey })
  console.log(`${await server.bind('tcp://127.0.0.1:*')} ${keys.publicKey}`)
  process.stdin.on('end', () => server.close()).resume()
  for await (const message of server) await server.send(message)
}

async function withPeer(endpoint, curveServerKey) {
  await using dealer = new Dealer({ curveServerKey, curveSecretKey: curveKeyPair().secretKey })
  dealer.connect(endpoint)
  for (const size of [0, 1, 255, 256, 65_536, LARGE]) await dealer.send(['echo', 'x'.repeat(size)])
  for (const size of [0, 1, 255, 256, 65_536, LARGE]) same(await text(dealer), `echo|${'x'.repeat(size)}`)
}

async function smoke([module, endpoint, key]) {
  const parts = { ...PARTS }
  if (module) parts['thread'] = () => thread(module)
  if (endpoint) parts['peer'] = () => withPeer(endpoint, key)
  if (process.platform === 'win32') for (const part of ['ipc', 'CURVE over ipc']) delete parts[part]
  for (const [name, part] of Object.entries(parts)) {
    await part().catch((error) => {
      throw new Error(`${name} fails`, { cause: error })
    })
    console.log(name)
  }
}

if (process.argv[2] === 'peer') void peer()
else void smoke(process.argv.slice(2))
