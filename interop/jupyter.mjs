/** The roles of a Jupyter kernel for Python: ROUTER shell, PUB iopub, REP heartbeat; our DEALER, SUB and REQ. */
import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'

const KEY = 'interop'
const DELIMITER = '<IDS|MSG>'

function message(type, content) {
  const header = {
    msg_id: randomUUID(),
    session: 'interop',
    username: 'interop',
    date: new Date().toISOString(),
    msg_type: type,
    version: '5.3',
  }
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part))
  const signature = createHmac('sha256', KEY).update(parts.join('')).digest('hex')
  return [DELIMITER, signature, ...parts]
}

function read(frames) {
  const at = frames.findIndex((frame) => `${frame}` === DELIMITER)
  const [signature, ...parts] = frames.slice(at + 1).map((frame) => `${frame}`)
  assert.equal(signature, createHmac('sha256', KEY).update(parts.slice(0, 4).join('')).digest('hex'))
  return { type: JSON.parse(parts[0]).msg_type, content: JSON.parse(parts[3]) }
}

/** `command`: the kernel as [command, args], as a function of the file of its connection. */
export const rolesOfKernel = (command) => ({
  'its ROUTER, PUB and REP, our DEALER, SUB and REQ': async ({ Dealer, Request, Subscriber }, stage) => {
    const ports = {}
    for (const name of ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port']) ports[name] = await stage.freePort()
    const connection = stage.file(
      'kernel.json',
      JSON.stringify({ ...ports, ip: '127.0.0.1', transport: 'tcp', key: KEY, signature_scheme: 'hmac-sha256' }),
    )
    const program = stage.start(...command(connection), { env: { ...process.env, HOME: stage.folder } })
    const at = (port) => `tcp://127.0.0.1:${port}`
    const heartbeat = stage.socket(new Request({ receiveTimeout: 30_000 }))
    heartbeat.connect(at(ports.hb_port))
    await heartbeat.send('beat')
    assert.equal(`${(await heartbeat.receive())[0]}`, 'beat', program.output)

    const iopub = stage.socket(new Subscriber({ receiveTimeout: 30_000 }))
    iopub.subscribe()
    iopub.connect(at(ports.iopub_port))
    const shell = stage.socket(new Dealer({ receiveTimeout: 30_000, routingId: 'interop' }))
    shell.connect(at(ports.shell_port))
    // The kernel's PUB knows our subscription when something of it arrives.
    const seen = (async () => read(await iopub.receive()))()
    await shell.send(message('kernel_info_request', {}))
    assert.equal(read(await shell.receive()).content.status, 'ok')
    await seen

    await shell.send(
      message('execute_request', { code: 'print(6 * 7)', silent: false, store_history: false, user_expressions: {}, allow_stdin: false }),
    )
    assert.equal(read(await shell.receive()).content.status, 'ok')
    let printed = ''
    while (!printed.endsWith('\n')) {
      const { type, content } = read(await iopub.receive())
      if (type === 'stream') printed += content.text
    }
    assert.equal(printed, '42\n')
  },
})
