/** The program of a child process or worker thread that binds, connects and closes on request, and answers with the result. */

/** A request. Each gets one answer. */
export type Request =
  | { readonly do: 'bind'; readonly address: string }
  | { readonly do: 'connect'; readonly address: string }
  | { readonly do: 'close' }
  | { readonly do: 'exit' }

/** The result: the endpoint, or the code of the error. */
export interface Answer {
  readonly endpoint?: string
  readonly code?: string
}

/** The source of the program. It sends its process id to each peer that connects. */
export const IPC_CHILD = `
import { parentPort } from 'node:worker_threads'
import { IpcTransport, TcpTransport } from './src/index.ts'

const timers = { after(ms, fn) { const timer = setTimeout(fn, ms); return () => clearTimeout(timer) } }
const common = { ipv6: false, keepalive: -1, keepaliveIdle: -1, backlog: 100, acceptFilter: [], timers }
const ipc = new IpcTransport()
const tcp = new TcpTransport()
const transportOf = (address) => /:[0-9*]+$/.test(address) ? tcp : ipc
const port = parentPort ?? process
const answer = (message) => parentPort ? parentPort.postMessage(message) : process.send(message)
const quiet = { data() {}, drain() {}, closed() {} }
let listener

function accept(conn) {
  conn.start(quiet)
  conn.write([Buffer.from(String(process.pid))])
}

port.on('message', async (request) => {
  try {
    if (request.do === 'exit') return process.exit(0)
    if (request.do === 'bind') {
      listener = await transportOf(request.address).listen(request.address, accept, common)
      answer({ endpoint: listener.endpoint })
    }
    if (request.do === 'connect') {
      const options = { ...common, connectTimeout: 0, signal: new AbortController().signal }
      const conn = await transportOf(request.address).connect(request.address, options)
      conn.start(quiet)
      answer({ endpoint: conn.remote })
    }
    if (request.do === 'close') {
      await listener?.close()
      listener = undefined
      answer({})
    }
  } catch (error) {
    answer({ code: error.code })
  }
})
answer({})
`
