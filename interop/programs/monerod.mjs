/** monerod, without a network: its ZMQ-RPC is a ROUTER behind which each request is answered, its zmq-pub an XPUB. */
import assert from 'node:assert/strict'
import { join } from 'node:path'

export const packages = ['monero']
export const version = `monerod --version`

function daemon(stage, more) {
  return stage.start('monerod', [
    '--offline',
    '--non-interactive',
    '--regtest',
    '--fixed-difficulty',
    '1',
    '--data-dir',
    join(stage.folder, 'data'),
    '--log-file',
    join(stage.folder, 'log'),
    ...more,
  ])
}

export const roles = {
  'its RPC, our REQ': async ({ Request }, stage) => {
    const [rpc, zmq, p2p] = [await stage.freePort(), await stage.freePort(), await stage.freePort()]
    const program = daemon(stage, ['--rpc-bind-port', rpc, '--zmq-rpc-bind-port', zmq, '--p2p-bind-port', p2p].map(String))
    const request = stage.socket(new Request({ receiveTimeout: 50_000 }))
    request.connect(`tcp://127.0.0.1:${zmq}`)
    await request.send(JSON.stringify({ jsonrpc: '2.0', id: '0', method: 'get_info', params: {} }))
    const answer = JSON.parse(`${(await request.receive())[0]}`)
    assert.equal(answer.result.info.height, 1, program.output)
  },
  'its XPUB (zmq-pub), our SUB': async ({ Subscriber }, stage) => {
    const [rpc, zmq, pub, p2p] = [await stage.freePort(), await stage.freePort(), await stage.freePort(), await stage.freePort()]
    const program = daemon(
      stage,
      ['--rpc-bind-port', rpc, '--zmq-rpc-bind-port', zmq, '--zmq-pub', `tcp://127.0.0.1:${pub}`, '--p2p-bind-port', p2p].map(String),
    )
    const subscriber = stage.socket(new Subscriber({ receiveTimeout: 50_000 }))
    subscriber.subscribe('json-minimal-chain_main')
    subscriber.connect(`tcp://127.0.0.1:${pub}`)
    // The example address of Monero's own documentation; blocks of a test network without peers.
    const generate = async () => {
      const body = {
        jsonrpc: '2.0',
        id: '0',
        method: 'generateblocks',
        params: {
          amount_of_blocks: 1,
          wallet_address: '44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A',
        },
      }
      const response = await fetch(`http://127.0.0.1:${rpc}/json_rpc`, { method: 'POST', body: JSON.stringify(body) })
      return response.json()
    }
    const message = subscriber.receive()
    let received = false
    message.then(
      () => (received = true),
      () => undefined,
    )
    while (!received) {
      await generate().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    const text = `${(await message)[0]}`
    assert.match(text, /^json-minimal-chain_main:\{/, program.output)
  },
}
