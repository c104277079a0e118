/**
 * What a REQ and a REP do out of turn: one function for each order of calls, run on this library and on npm's zeromq. `note` writes
 * the transcript that is compared.
 */
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** The result of a call as text, or the code of its error. */
const outcome = (call) =>
  call.then(
    (value) => (value === undefined ? 'sent' : String(value)),
    (error) => error.code,
  )

/** Sends a question when it may. zeromq.js refuses a second send that waits with EBUSY, so its programs try again. */
async function ask(req, question) {
  for (let sent = false; !sent;) {
    try {
      await req.send(question)
      sent = true
    } catch (error) {
      if (error.code !== 'EBUSY') throw error
      await after(5)
    }
  }
  return String(await req.receive())
}

const ORDERS = {
  async 'a reply that is sent before its request'({ rep, req, note }) {
    const early = outcome(rep.send('early'))
    await req.send('question')
    note(await outcome(rep.receive()))
    note(await early)
    note(await outcome(req.receive()))
  },
  async 'a REP that receives before its reply'({ rep, req, note }) {
    await req.send('1')
    note(await outcome(rep.receive()))
    const next = outcome(rep.receive())
    await after(20)
    await rep.send('reply 1')
    note(await outcome(req.receive()))
    await req.send('2')
    note(await next)
    note(await outcome(rep.send('reply 2')))
  },
  async 'a REQ that receives before its request'({ rep, req, note }) {
    const reply = outcome(req.receive())
    await after(20)
    await req.send('question')
    note(await outcome(rep.receive()))
    await rep.send('reply')
    note(await reply)
  },
  async 'two tasks on one REQ'({ rep, req, note }) {
    const served = (async () => {
      for (let i = 0; i < 6; i++) await rep.send(`re ${await rep.receive()}`)
    })()
    const task = async (name) => {
      for (let i = 0; i < 3; i++) if ((await ask(req, `${name}${i}`)) !== `re ${name}${i}`) note(`${name} got another's reply`)
    }
    await Promise.all([task('a'), task('b'), served])
    note('both are answered')
  },
  async 'a second request'({ rep, req, note }) {
    await req.send('1')
    req.sendTimeout = 50
    note(await outcome(req.send('2')))
    note(await outcome(rep.receive()))
    await rep.send('reply')
    note(await outcome(req.receive()))
    await req.send('3')
    note(await outcome(rep.receive()))
  },
  async 'a second request that waits for the reply to the first'({ rep, req, note }) {
    await req.send('1')
    const second = outcome(req.send('2'))
    await rep.receive()
    await rep.send('reply 1')
    note(await outcome(req.receive()))
    note(await second)
    note(await outcome(rep.receive()))
    await rep.send('reply 2')
    note(await outcome(req.receive()))
  },
  async 'a second reply'({ rep, req, note }) {
    await req.send('question')
    await rep.receive()
    await rep.send('reply')
    rep.sendTimeout = 50
    note(await outcome(rep.send('again')))
    note(await outcome(req.receive()))
  },
  async 'a second receive of a REP'({ rep, req, note }) {
    await req.send('question')
    await rep.receive()
    rep.receiveTimeout = 50
    note(await outcome(rep.receive()))
    await rep.send('reply')
    note(await outcome(req.receive()))
  },
  async 'a second receive of a REQ'({ rep, req, note }) {
    await req.send('question')
    await rep.receive()
    await rep.send('reply')
    note(await outcome(req.receive()))
    req.receiveTimeout = 50
    note(await outcome(req.receive()))
  },
  async 'a request after the reply to the last one timed out'({ rep, req, note }) {
    await req.send('1')
    req.sendTimeout = req.receiveTimeout = 50
    note(await outcome(req.receive()))
    note(await outcome(req.send('2')))
    req.receiveTimeout = -1
    await rep.receive()
    await rep.send('late')
    note(await outcome(req.receive()))
    await req.send('2')
    note(await outcome(rep.receive()))
  },
  async 'timeouts of 0'({ rep, req, note }) {
    for (const socket of [rep, req]) socket.sendTimeout = socket.receiveTimeout = 0
    note(await outcome(rep.send('x')))
    note(await outcome(req.receive()))
    await req.send('1')
    note(await outcome(req.send('2')))
    note(await outcome(req.receive()))
    rep.receiveTimeout = -1
    note(await outcome(rep.receive()))
    rep.receiveTimeout = 0
    note(await outcome(rep.receive()))
  },
  async 'a relaxed REQ that sends twice'({ rep, req, note, isAddon }) {
    req.relaxed = req.correlate = true
    await req.send('1')
    await req.send('2')
    for (const reply of ['a', 'b']) {
      note(await outcome(rep.receive()))
      await rep.send(reply)
    }
    const first = await outcome(req.receive())
    // If the stale reply arrives alone, the addon rejects with EAGAIN, although there is no timeout.
    note(isAddon && first === 'EAGAIN' ? await outcome(req.receive()) : first)
    req.receiveTimeout = 50
    note(await outcome(req.receive()))
  },
  async 'a reply from a timer of the loop that receives'({ rep, req, note }) {
    const ended = (async () => {
      for await (const [question] of rep) setTimeout(() => void outcome(rep.send(`re ${question}`)), 10)
      return ['ended']
    })()
    for (const question of ['1', '2', '3']) {
      await req.send(question)
      note(await outcome(req.receive()))
    }
    rep.close()
    note(await outcome(ended))
  },
  async 'sockets that are closed while a call waits for its turn'({ rep, req, note }) {
    const waiting = [outcome(rep.send('x')), outcome(req.receive())]
    rep.close()
    req.close()
    for (const each of waiting) note(await each)
  },
  async 'a REQ that is closed while it waits for its reply'({ req, note }) {
    await req.send('question')
    const waiting = [outcome(req.receive()), outcome(req.send('another'))]
    req.close()
    for (const each of waiting) note(await each)
  },
}

/** Runs all orders on `zmq`, the module of a library. Resolves to the transcripts by name. */
async function runOrders(zmq, isAddon = false) {
  const transcripts = {}
  for (const [name, order] of Object.entries(ORDERS)) {
    const transcript = (transcripts[name] = [])
    const rep = new zmq.Reply({ linger: 0 })
    const req = new zmq.Request({ linger: 0 })
    await rep.bind('tcp://127.0.0.1:*')
    const connected = new Promise((resolve) => req.events.on('handshake', resolve))
    req.connect(rep.lastEndpoint)
    await connected
    await order({ rep, req, note: (line) => transcript.push(line), isAddon })
    rep.close()
    req.close()
  }
  return transcripts
}

module.exports = { ORDERS, runOrders }
