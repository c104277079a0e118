/** Byte streams inside one page: `memory://name`. What one end writes arrives at the other in a later turn of the event loop. */

class MemoryConn {
  framing = 'stream'
  peerAddress = ''
  held = 0
  #handler
  #partner
  #waiting = []
  #paused = false
  #closed = false

  constructor(local, remote) {
    this.local = local
    this.remote = remote
  }

  static pair(client, server) {
    const ends = [new MemoryConn(client, server), new MemoryConn(server, client)]
    ends[0].#partner = ends[1]
    ends[1].#partner = ends[0]
    return ends
  }

  start(handler) {
    this.#handler = handler
    this.#deliver()
  }

  write(buffers) {
    // Copies: the writer may reuse its buffers, since nothing is held.
    const chunks = buffers.map((buffer) => buffer.slice())
    queueMicrotask(() => this.#partner.#arrived(chunks))
    return true
  }

  pause() {
    this.#paused = true
  }

  resume() {
    this.#paused = false
    queueMicrotask(() => this.#deliver())
  }

  end() {
    queueMicrotask(() => this.destroy())
  }

  destroy() {
    for (const each of [this, this.#partner]) queueMicrotask(() => each.#close())
  }

  ref() {}

  unref() {}

  #arrived(chunks) {
    this.#waiting.push(...chunks)
    this.#deliver()
  }

  #deliver() {
    while (this.#handler !== undefined && !this.#paused && !this.#closed && this.#waiting.length > 0) {
      this.#handler.data(this.#waiting.shift(), true)
    }
  }

  #close() {
    if (this.#closed) return
    this.#closed = true
    this.#handler?.closed()
  }
}

export class MemoryTransport {
  scheme = 'memory'
  framing = 'stream'
  #listeners = new Map()
  #connections = 0

  optionsOf() {
    return {}
  }

  checkConnect(address) {
    return address
  }

  checkBind(address) {
    return address
  }

  async connect(address) {
    const accept = this.#listeners.get(address)
    if (accept === undefined) throw Object.assign(new Error(`no listener at memory://${address}`), { code: 'ECONNREFUSED' })
    const [client, server] = MemoryConn.pair(`memory://client-${++this.#connections}`, `memory://${address}`)
    queueMicrotask(() => accept(server))
    return client
  }

  async listen(address, accept) {
    this.#listeners.set(address, accept)
    return { endpoint: `memory://${address}`, close: async () => void this.#listeners.delete(address), ref() {}, unref() {} }
  }
}
