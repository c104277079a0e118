/**
 * Calls of the public API with one argument left open, by name: each is made with a value as that argument. Plain JavaScript, since the
 * compiler would refuse most of the values. Nothing here waits: timeouts are 0 where a call could.
 */
const bytes = Buffer.from('x')
const at = 'inproc://argument'
const signalling = async (pipe) => {
  await pipe.signal()
}

/** `zmq`: the exports of the package. `context`: for all that is made. */
function plainRows(zmq, context) {
  const made = (type, options) => new type({ context, linger: 0, ...options })
  const pair = made(zmq.Pair, { sendTimeout: 0, receiveTimeout: 0 })
  const push = made(zmq.Push, { sendTimeout: 0 })
  const pull = made(zmq.Pull, { receiveTimeout: 0 })
  const sub = made(zmq.Subscriber)
  const xpub = made(zmq.XPublisher, { manual: true })
  const router = made(zmq.Router)
  const stream = made(zmq.Stream)
  const closed = (socket) => socket.close()
  const destroyed = (actor) => actor.destroy()
  const loop = () => new zmq.Zloop({ context })
  const poller = () => new zmq.Zpoller([], { context })
  return {
    'new Pair(options)': (v) => closed(new zmq.Pair(v)),
    'new Pair({ context })': (v) => closed(new zmq.Pair({ context: v })),
    'new Context(options)': (v) => new zmq.Context(v),
    'new Context({ transports })': (v) => new zmq.Context({ transports: v }),
    'new Context({ socketDefaults })': (v) => new zmq.Context({ socketDefaults: v }),
    'new Context({ ipv6 })': (v) => new zmq.Context({ ipv6: v }),
    'socket.bind(address)': (v) => pair.bind(v),
    'socket.bindSync(address)': (v) => pair.bindSync(v),
    'socket.unbind(address)': (v) => pair.unbind(v),
    'socket.unbindSync(address)': (v) => pair.unbindSync(v),
    'socket.connect(address)': (v) => pair.connect(v),
    'socket.disconnect(address)': (v) => pair.disconnect(v),
    'socket.attach(endpoints)': (v) => pair.attach(v),
    'socket.attach(…, options)': (v) => pair.attach(at, v),
    'socket.send(message)': (v) => pair.send(v),
    'socket.send([frame])': (v) => pair.send([v]),
    'socket.send(…, { timeout })': (v) => push.send('x', { timeout: v === undefined ? 0 : v }),
    'socket.send(…, { signal })': (v) => push.send('x', { timeout: 0, signal: v }),
    'socket.trySend(message)': (v) => push.trySend(v),
    'socket.receive(options)': (v) => pull.receive(v),
    'socket.receive({ timeout })': (v) => pull.receive({ timeout: v === 5 ? 0 : v }),
    'socket.receive({ signal })': (v) => pull.receive({ timeout: 0, signal: v }),
    'socket.receiveFrom(options)': (v) => pull.receiveFrom(v),
    'socket.wait(options)': (v) => pull.wait(v),
    'socket.wait({ signal })': (v) => pull.wait({ timeout: 0, signal: v }),
    'socket.receivePicture(picture)': (v) => pull.receivePicture(v),
    'socket.receivePicture(…, options)': (v) => pull.receivePicture('s', v),
    'socket.receiveBinary(picture)': (v) => pull.receiveBinary(v),
    'socket.sendPicture(picture)': (v) => push.sendPicture(v, 'x'),
    'socket.sendPicture("s", value)': (v) => push.sendPicture('s', v),
    'socket.sendPicture("4", value)': (v) => push.sendPicture('4', v),
    'socket.sendPicture("h", value)': (v) => push.sendPicture('h', v),
    'socket.sendBinary(picture)': (v) => push.sendBinary(v, 'x'),
    'socket.sendBinary("s", value)': (v) => push.sendBinary('s', v),
    'socket.signal(status)': (v) => push.signal(v),
    'subscriber.subscribe(prefix)': (v) => sub.subscribe(v),
    'subscriber.unsubscribe(prefix)': (v) => sub.unsubscribe(v),
    'xpublisher.subscribe(prefix)': (v) => xpub.subscribe(v),
    'router.connect(…, options)': (v) => router.connect(at, v),
    'router.connect(…, { routingId })': (v) => router.connect(at, { routingId: v }),
    'router.send(message)': (v) => router.send(v),
    'stream.connect(…, { routingId })': (v) => stream.connect('tcp://127.0.0.1:9', { routingId: v }),
    'events.on(type)': (v) => made(zmq.Pair).events.on(v, () => undefined),
    'events.on(…, listener)': (v) => made(zmq.Pair).events.on('bind', v),
    'new Proxy(frontEnd)': (v) => new zmq.Proxy(v, pull),
    'new Proxy(…, backEnd)': (v) => new zmq.Proxy(pull, v),
    'new Proxy(…, capture)': (v) => new zmq.Proxy(pull, push, v),
    'new Proxy(…, options)': (v) => new zmq.Proxy(pull, push, undefined, v),
    'new Proxy(…, { hook })': (v) => new zmq.Proxy(pull, push, undefined, { hook: v }),
    'proxy.capture = socket': (v) => (new zmq.Proxy(pull, push).capture = v),
    'curvePublicKey(secretKey)': (v) => zmq.curvePublicKey(v),
    'z85Decode(text)': (v) => zmq.z85Decode(v),
    'z85Encode(bytes)': (v) => zmq.z85Encode(v),
    'Zsock.push(endpoints)': (v) => zmq.Zsock.push(v),
    'Zsock.push(…, options)': (v) => zmq.Zsock.push('', v),
    'Zsock.sub(…, topic)': (v) => zmq.Zsock.sub('', v),
    'encodePicture(picture)': (v) => zmq.encodePicture(v, 'x'),
    'decodePicture(picture)': (v) => zmq.decodePicture(v, [bytes]),
    'decodePicture(…, frames)': (v) => zmq.decodePicture('s', v),
    'encodeBinary(picture)': (v) => zmq.encodeBinary(v, 'x'),
    'decodeBinary(picture)': (v) => zmq.decodeBinary(v, [bytes]),
    'decodeBinary(…, frames)': (v) => zmq.decodeBinary('s', v),
    'encodeMessage(frames)': (v) => zmq.encodeMessage(v),
    'encodeMessage([frame])': (v) => zmq.encodeMessage([v]),
    'decodeMessage(bytes)': (v) => zmq.decodeMessage(v),
    'decodeMessage(…, options)': (v) => zmq.decodeMessage(bytes, v),
    'encodeSignal(status)': (v) => zmq.encodeSignal(v),
    'decodeSignal(message)': (v) => zmq.decodeSignal(v),
    'packDictionary(dictionary)': (v) => zmq.packDictionary(v),
    'packDictionary({ name: value })': (v) => zmq.packDictionary({ name: v }),
    'unpackDictionary(bytes)': (v) => zmq.unpackDictionary(v),
    'unpackDictionary(…, options)': (v) => zmq.unpackDictionary(zmq.packDictionary({ a: 'b' }), v),
    'pushFrame(message)': (v) => zmq.pushFrame(v, bytes),
    'pushFrame(…, frame)': (v) => zmq.pushFrame([], v),
    'popFrame(message)': (v) => zmq.popFrame(v),
    'popString(message)': (v) => zmq.popString(v),
    'wrapMessage(message)': (v) => zmq.wrapMessage(v, bytes),
    'wrapMessage(…, address)': (v) => zmq.wrapMessage([], v),
    'unwrapMessage(message)': (v) => zmq.unwrapMessage(v),
    'parseMonitorEvent(frames)': (v) => zmq.parseMonitorEvent(v),
    'new SocketMonitor(socket)': (v) => new zmq.SocketMonitor(v, at),
    'new SocketMonitor(…, endpoint)': (v) => new zmq.SocketMonitor(made(zmq.Pair), v),
    'new SocketMonitor(…, options)': (v) => new zmq.SocketMonitor(made(zmq.Pair), `inproc://monitor of ${String(v)}`, v),
    'contextFromEnvironment(env)': (v) => zmq.contextFromEnvironment(v),
    'contextFromEnvironment(…, options)': (v) => zmq.contextFromEnvironment({}, v),
    'logFromEnvironment(env)': (v) => zmq.logFromEnvironment(v),
    'new Zlog(options)': (v) => new zmq.Zlog(v),
    'new Zloop(options)': (v) => new zmq.Zloop(v),
    'loop.reader(socket)': (v) => loop().reader(v, () => 0),
    'loop.reader(…, handler)': (v) => loop().reader(pull, v),
    'loop.timer(delay)': (v) => loop().timer(v, 1, () => 0),
    'loop.timer(…, times)': (v) => loop().timer(1, v, () => 0),
    'loop.timer(…, handler)': (v) => loop().timer(1, 1, v),
    'loop.ticketReset(ticket)': (v) => loop().ticketReset(v),
    'new Zpoller(sockets)': (v) => new zmq.Zpoller(v),
    'poller.add(socket)': (v) => poller().add(v),
    'poller.remove(socket)': (v) => poller().remove(v),
    'Zactor.start(run)': (v) => zmq.Zactor.start(typeof v === 'function' ? signalling : v, undefined, { context }).then(destroyed),
    'Zactor.start(…, options)': (v) => zmq.Zactor.start(signalling, undefined, v).then(destroyed),
    'Zactor.start(…, { context })': (v) =>
      zmq.Zactor.start(signalling, undefined, { context: Array.isArray(v) || String(v) === '[object Object]' ? context : v }).then(
        destroyed,
      ),
    'Zactor.start(…, { signal })': (v) => zmq.Zactor.start(signalling, undefined, { context, signal: v }).then(destroyed),
    'Zactor.start(…, { restart })': (v) => zmq.Zactor.start(signalling, undefined, { context, restart: v }).then(destroyed),
    'Zactor.run(run)': (v) => zmq.Zactor.run(v),
    'Zauth.start(options)': (v) => zmq.Zauth.start(v).then(destroyed),
    'Zbeacon.start(options)': (v) => zmq.Zbeacon.start(v).then(destroyed),
    'Zgossip.start(options)': (v) => zmq.Zgossip.start(v).then(destroyed),
    'Zmonitor.start(socket)': (v) => zmq.Zmonitor.start(v).then(destroyed),
    'Zproxy.start(options)': (v) => zmq.Zproxy.start(v).then(destroyed),
    'Zconfig.parse(text)': (v) => zmq.Zconfig.parse(v),
    'Zconfig.from(object)': (v) => zmq.Zconfig.from(v),
    'Zconfig.load(file)': (v) => zmq.Zconfig.load(v),
    'new Zconfig(name)': (v) => new zmq.Zconfig(v),
    'config.put(path)': (v) => new zmq.Zconfig().put(v, 'x'),
    'config.put(…, value)': (v) => new zmq.Zconfig().put('x', v),
    'config.get(path)': (v) => new zmq.Zconfig().get(v),
    'config.locate(path)': (v) => new zmq.Zconfig().locate(v),
    'config.append(name)': (v) => new zmq.Zconfig().append(v),
    'config.atDepth(level)': (v) => new zmq.Zconfig().atDepth(v),
    'config.addComment(comment)': (v) => new zmq.Zconfig().addComment(v),
    'config.save(file)': (v) => new zmq.Zconfig().save(v),
    'new Zcert(keys)': (v) => new zmq.Zcert(v),
    'Zcert.parse(text)': (v) => zmq.Zcert.parse(v),
    'Zcert.load(file)': (v) => zmq.Zcert.load(v),
    'cert.setMeta(name)': (v) => new zmq.Zcert().setMeta(v, 'x'),
    'cert.setMeta(…, value)': (v) => new zmq.Zcert().setMeta('x', v),
    'cert.apply(socket)': (v) => new zmq.Zcert().apply(v),
    'cert.eq(other)': (v) => new zmq.Zcert().eq(v),
    'cert.save(file)': (v) => new zmq.Zcert().save(v),
    'store.insert(cert)': (v) => new zmq.Zcertstore().insert(v),
    'store.lookup(publicKey)': (v) => new zmq.Zcertstore().lookup(v),
  }
}

/** The same for methods of actors, which are started first. */
async function actorRows(zmq, context) {
  const settings = { context }
  const auth = await zmq.Zauth.start(settings)
  const beacon = await zmq.Zbeacon.start(settings)
  const gossip = await zmq.Zgossip.start(settings)
  const proxy = await zmq.Zproxy.start({ ...settings, log: {} })
  const actor = await zmq.Zactor.start(
    async (pipe) => {
      await pipe.signal()
      for await (const _command of pipe) await pipe.signal()
    },
    undefined,
    settings,
  )
  const rows = {
    'zauth.allow(address)': (v) => auth.allow(v),
    'zauth.deny(address)': (v) => auth.deny(v),
    'zauth.plain(file)': (v) => auth.plain(v),
    'zbeacon.configure(port)': (v) => beacon.configure(v === 5 ? 0 : v),
    'zbeacon.publish(data)': (v) => beacon.publish(v),
    'zbeacon.publish(…, interval)': (v) => beacon.publish('x', v),
    'zbeacon.subscribe(filter)': (v) => beacon.subscribe(v),
    'zbeacon.receive({ timeout })': (v) => beacon.receive({ timeout: v === undefined || v === 5 ? 0 : v }),
    'zbeacon.receive({ signal })': (v) => beacon.receive({ timeout: 0, signal: v }),
    'zgossip.bind(endpoint)': (v) => gossip.bind(v),
    'zgossip.connect(endpoint)': (v) => gossip.connect(v),
    'zgossip.publish(key)': (v) => gossip.publish(v, 'x'),
    'zgossip.publish(…, value)': (v) => gossip.publish('x', v),
    'zgossip.publish(…, options)': (v) => gossip.publish('x', 'y', v),
    'zgossip.curve(keys)': (v) => gossip.curve(v),
    'zproxy.frontEnd(type)': (v) => proxy.frontEnd(v, at),
    'zproxy.frontEnd(…, endpoints)': (v) => proxy.frontEnd('PULL', Array.isArray(v) ? '' : v),
    'zproxy.frontEnd(…, options)': (v) => proxy.frontEnd('NONE', at, v),
    'zproxy.capture(endpoint)': (v) => proxy.capture(v),
    'zproxy.domain(side)': (v) => proxy.domain(v, 'x'),
    'zactor.send(message)': (v) => actor.send(v),
    'zactor.receive({ timeout })': (v) => actor.receive({ timeout: v === undefined || v === 5 ? 0 : v }),
    'zactor.command(message)': (v) => actor.command(v),
    'zactor.command(…, options)': (v) => actor.command(['x'], v),
  }
  return { rows, end: () => Promise.all([auth, beacon, gossip, proxy, actor].map((each) => each.destroy())) }
}

module.exports = { plainRows, actorRows }
